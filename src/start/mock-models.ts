/**
 * The models' double of `--mock-llm`: a server on this machine that speaks the providers' protocols. Owns what it
 * answers: it calls the first tool once, then gives a value that fits what is asked for, or a sentence.
 */
import type { ChatCompletionRequest, FixtureResponse, LLMock } from '@copilotkit/aimock';
import type { Config } from '../config.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { sample } from './sample.ts';
import type { Service } from './service.ts';

/** The tool by which models that know no schema give an answer that fits one. */
const answerTool = '_answer';

/** The service, with its models on the double, which ends with the process. */
export async function useMockModels(service: Service): Promise<Service> {
  const { LLMock: Double } = await loadDouble();
  const double = new Double({ host: '127.0.0.1', port: 0, logLevel: 'silent' });
  double.on({}, mockReply);
  await double.start();
  await service.life.defer('mock models', () => double.stop());
  return { ...service, mock: true, config: { ...service.config, ...settingsFor(double) } };
}

/** A development dependency: who installs Ostinato to serve does not carry it. */
async function loadDouble() {
  try {
    return await import('@copilotkit/aimock');
  } catch (error) {
    throw new LaunchError(
      '--mock-llm needs the package @copilotkit/aimock, which is installed for development only. ' +
        'Run `npm install` in a clone of Ostinato, or `npm install @copilotkit/aimock` beside it.',
      { cause: error },
    );
  }
}

function settingsFor(
  double: LLMock,
): Pick<Config, 'openaiKey' | 'openaiBaseUrl' | 'anthropicKey' | 'anthropicBaseUrl'> {
  return {
    openaiKey: 'mock',
    openaiBaseUrl: `${double.url}/v1`,
    anthropicKey: 'mock',
    anthropicBaseUrl: double.url,
  };
}

export function mockReply({ messages, tools = [], response_format }: ChatCompletionRequest): FixtureResponse {
  const functions = tools.map((tool) => tool.function);
  const offered = functions.find(({ name }) => name !== answerTool);
  if (offered !== undefined && !messages.some(({ role }) => role === 'tool')) return call(offered);
  const answer = functions.find(({ name }) => name === answerTool);
  if (answer !== undefined) return call(answer);
  const schema = schemaOf(response_format);
  if (schema !== undefined) return { content: JSON.stringify(sample(schema)) };
  return { content: 'This is an answer of the mock model. Set the key of a provider to ask a real one.' };
}

function call({ name, parameters }: { name: string; parameters?: object }): FixtureResponse {
  return { toolCalls: [{ name, arguments: JSON.stringify(sample(parameters)) }] };
}

function schemaOf(format: ChatCompletionRequest['response_format']): unknown {
  const described = format?.['json_schema'];
  return typeof described === 'object' && described !== null && 'schema' in described
    ? described.schema
    : undefined;
}
