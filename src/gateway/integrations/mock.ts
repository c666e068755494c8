import type { Log } from '../../telemetry/log.ts';
import type { Integrate } from '../compile/executable-stage.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import { MappingExchange } from '../mapping/mapping-template.ts';
import type { IntegrationAnswer } from '../mapping/response-parameters.ts';
import { complainTo } from './http-proxy.ts';
import { compileIntegrationResponses, type MappedIntegration } from './integration-response.ts';
import { methodResponse } from './method-response.ts';
import { failed } from './render-template.ts';
import { compileRequestTemplates } from './request-templates.ts';

const NOTHING: IntegrationAnswer = { rawHeaders: [], body: Buffer.alloc(0) };

/**
 * Answers without a backend: the request's template says `{"statusCode": 200}`, by which an integration response is
 * chosen. The body has been read. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function createMock(integration: MappedIntegration, stage: StageFacts, log: Log): Integrate {
  const makeBody = compileRequestTemplates(integration);
  const selectResponse = compileIntegrationResponses(integration, stage);
  const complain = complainTo(log, 'Mock');
  return async (invocation) => {
    const rendering = { invocation, exchange: new MappingExchange(invocation), complain };
    const status = statusIn(makeBody(rendering).body.toString());
    if (status === undefined) {
      throw failed(
        rendering,
        'Unable to parse statusCode. It should be an integer that is defined in the request template.',
      );
    }
    return methodResponse(selectResponse(String(status)), NOTHING, rendering);
  };
}

/** The whole number that is the text's member `statusCode`. */
function statusIn(text: string): number | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return statusOfLenientJson(text);
  }
  if (typeof parsed !== 'object' || parsed === null || !Object.hasOwn(parsed, 'statusCode')) return undefined;
  const status: unknown = Reflect.get(parsed, 'statusCode');
  return typeof status === 'number' && Number.isInteger(status) ? status : undefined;
}

/** `{statusCode: 200}` is taken too: API Gateway reads JSON that is not written strictly. */
function statusOfLenientJson(text: string): number | undefined {
  const [, status] =
    /[{,]\s{0,100}['"]?statusCode['"]?\s{0,100}:\s{0,100}(\d{3})\s{0,100}[,}]/.exec(text) ?? [];
  return status === undefined ? undefined : Number(status);
}
