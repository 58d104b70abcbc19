/**
 * Composes the HTTP API from its routes. Owns the order of the steps that every request takes; it never listens
 * (`listen.ts`), and it holds no logic.
 */
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../log.ts';
import { cachedCompile } from './compile-cache.ts';
import type { AppDeps } from './context.ts';
import { errorHandler } from './errors.ts';
import { guard } from './guard.ts';
import { ApiError } from './problem.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { cacheRoutes } from './routes/cache.ts';
import { checkRoutes } from './routes/check.ts';
import { codecRoutes } from './routes/codec.ts';
import { eventRoutes } from './routes/events.ts';
import { graphRoutes } from './routes/graph.ts';
import { healthRoutes } from './routes/health.ts';
import { problemRoutes } from './routes/problems.ts';
import { runRoutes } from './routes/runs.ts';
import { schemaRoutes } from './routes/schema.ts';
import { startRoutes } from './routes/start.ts';
import { valueRoutes } from './routes/values.ts';
import { verbRoutes } from './routes/verbs.ts';
import { workflowRoutes } from './routes/workflows.ts';

export type { AppDeps } from './context.ts';

export function createApp(given: AppDeps): Express {
  const deps: AppDeps = { ...given, compile: cachedCompile(given.compile) };
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(logged(deps.logger), answerHeaders, guard(deps.config.temporal.ui));
  app.use(healthRoutes(deps), problemRoutes(), schemaRoutes(deps));
  app.use(workflowRoutes(deps), graphRoutes(deps), startRoutes(deps), checkRoutes(deps));
  app.use(
    runRoutes(deps),
    verbRoutes(deps),
    eventRoutes(deps),
    valueRoutes(deps),
    artifactRoutes(deps),
    cacheRoutes(deps),
    codecRoutes(deps),
  );
  app.use((request) => {
    throw new ApiError('not-found', `There is nothing under ${request.path}. docs/api.md lists all paths.`);
  });
  app.use(errorHandler(deps.logger));
  return app;
}

/** Answers change from moment to moment and are never pages. */
const answerHeaders: RequestHandler = (_request, response, next) => {
  response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  next();
};

function logged(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const start = performance.now();
    response.once('close', () => {
      const ms = Math.round(performance.now() - start);
      logger.debug({ method, path, status: response.statusCode, ms }, 'request');
    });
    next();
  };
}
