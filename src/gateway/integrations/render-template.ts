import type { Invocation } from '../invocation.ts';
import { describeTemplate, type MappingExchange, type MappingTemplate } from '../mapping/mapping-template.ts';
import { TemplateError } from '../mapping/velocity/template-error.ts';
import { GatewayError } from '../responses/gateway-error.ts';
import { NotBase64Error } from './content-handling.ts';

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
  rendering: Rendering,
  read: (context: MappingExchange['context']) => T,
): { readonly body: string; readonly override: T } {
  const { exchange } = rendering;
  try {
    return { body: template.render(exchange, body.toString()), override: read(exchange.context) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { name } = template;
    const reason = `Unable to transform ${name.of}: ${error.message} of ${describeTemplate(name)}`;
    throw failed(rendering, reason, error);
  }
}

/** Converts a body between text and binary; one that can't be converted is a configuration error. */
export function converted<T>(rendering: Rendering, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof NotBase64Error)) throw error;
    throw failed(rendering, error.message, error);
  }
}

/** The error for an invocation that an API's configuration fails; the log is told why. */
export function failed({ invocation, complain }: Rendering, reason: string, cause?: Error): GatewayError {
  complain(invocation, `Execution failed due to configuration error: ${reason}`);
  return GatewayError.of('API_CONFIGURATION_ERROR', cause);
}
