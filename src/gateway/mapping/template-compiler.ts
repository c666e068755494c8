import type { Log } from '../../telemetry/log.ts';
import type { Invocation } from '../invocation.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import type { RequestTemplate, ResponseTemplate } from './body-template.ts';
import { compileMappingTemplate, MappingExchange } from './mapping-template.ts';
import { TemplateError } from './velocity/template-error.ts';

/** The exchanges of the invocations under way. */
const exchanges = new WeakMap<Invocation, MappingExchange>();

function exchangeOf(invocation: Invocation): MappingExchange {
  let exchange = exchanges.get(invocation);
  if (exchange === undefined) {
    exchange = new MappingExchange(invocation);
    exchanges.set(invocation, exchange);
  }
  return exchange;
}

/**
 * Compiles the mapping templates of integrations. One that fails, or is malformed, makes the answer
 * API_CONFIGURATION_ERROR, and the log names the place in the template.
 */
export function createTemplateCompiler(log: Log): {
  request(source: string): RequestTemplate;
  response(source: string): ResponseTemplate;
} {
  const render = (invocation: Invocation, kind: string, work: () => string): string => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { stage, method, ids } = invocation;
      log.warn(`Unable to transform ${kind}: ${error.message}`, {
        restApiId: stage.apiId,
        stage: stage.stageName,
        resourcePath: method.resourcePath,
        requestId: ids.requestId,
      });
      throw GatewayError.of('API_CONFIGURATION_ERROR', error);
    }
  };
  return {
    request(source) {
      const template = compileMappingTemplate(source);
      return {
        render(invocation) {
          const exchange = exchangeOf(invocation);
          const body = render(invocation, 'request', () =>
            template.render(exchange, invocation.body.toString()),
          );
          return { body, override: exchange.requestOverride };
        },
      };
    },
    response(source) {
      const template = compileMappingTemplate(source);
      return {
        render(invocation, payload) {
          const exchange = exchangeOf(invocation);
          const body = render(invocation, 'response', () => template.render(exchange, payload.toString()));
          return { body, override: exchange.responseOverride };
        },
      };
    },
  };
}
