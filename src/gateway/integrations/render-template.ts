import type { Invocation } from '../invocation.ts';
import type { MappingExchange, MappingTemplate } from '../mapping/mapping-template.ts';
import { TemplateError } from '../mapping/velocity/template-error.ts';
import { GatewayError } from '../responses/gateway-error.ts';

/** What an invocation's templates share, and where their failures are told. */
export interface Rendering {
  readonly invocation: Invocation;
  readonly exchange: MappingExchange;
  readonly complain: (invocation: Invocation, reason: string) => void;
}

/**
 * Renders a template, and reads what it set. A template that fails is a configuration error, whose place the log names.
 * @param read what to read of the exchange afterwards
 */
export function renderTemplate<T>(
  template: MappingTemplate,
  body: Buffer,
  { invocation, exchange, complain }: Rendering,
  read: (context: MappingExchange['context']) => T,
): { readonly body: string; readonly override: T } {
  try {
    return { body: template.render(exchange, body.toString()), override: read(exchange.context) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    complain(
      invocation,
      `Execution failed due to configuration error: Unable to transform: ${error.message}`,
    );
    throw GatewayError.of('API_CONFIGURATION_ERROR', error);
  }
}
