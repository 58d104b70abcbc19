# The server and the worker of Ostinato, without an embedded Temporal: see docker-compose.yml.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The `node` package would fetch a second Node; this image is the one that is tested.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npx tsc -p tsconfig.build.json && /usr/local/bin/node dist/worker/build-bundle.js && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
# Programs of `run` nodes end as a tree, which needs the table of processes; `sandbox: strict` needs bubblewrap.
RUN apt-get update && apt-get install --yes --no-install-recommends bubblewrap ca-certificates procps tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY definitions ./definitions
COPY programs ./programs
RUN mkdir /data && chown node:node /data
ENV OSTINATO_DATA=/data OSTINATO_PROGRAMS=/app/programs
USER node
VOLUME /data
ENTRYPOINT ["tini", "--", "node", "dist/cli/main.js"]
CMD ["server"]
