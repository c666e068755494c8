import type { GatewayResponse as Customization } from '../../definitions/api-parts.ts';
import type { StageFacts } from '../compile/stage-facts.ts';
import type { Invocation } from '../invocation.ts';
import { chooseResponseTemplate } from '../mapping/choose-template.ts';
import type { GatewayError } from './gateway-error.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { headerText, isAscii, isHeaderValue } from './header-text.ts';
import type { Reply } from './reply.ts';
import { compileResponseSource, type ResponseSource } from './response-source.ts';
import { compileResponseTemplate, type ResponseTemplate } from './response-template.ts';

/** The gateway responses of an API, ready to be given. */
export interface CustomizedResponses {
  /** The answer to an invocation that failed: the API owner's, else AWS's. */
  replyTo(invocation: Invocation, error: GatewayError): Reply;
}

/** One gateway response, compiled. */
interface Customized {
  /** Undefined for AWS's own. */
  readonly status: number | undefined;
  readonly headers: readonly { readonly name: string; readonly source: ResponseSource }[];
  /** By content type in lower case, in the order of their definition; with none, the body is AWS's own. */
  readonly templates: ReadonlyMap<
    string,
    { readonly contentType: string; readonly render: ResponseTemplate }
  >;
}

/** Headers that frame an answer are the gateway's alone. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

const HEADER = 'gatewayresponse.header.';

/**
 * Compiles an API's gateway responses. What can't be understood in them is left out, and said to `complain`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function compileGatewayResponses(
  customizations: readonly Customization[],
  stage: StageFacts,
  complain: (problem: string) => void,
): CustomizedResponses {
  const byType = new Map<string, Customized>();
  for (const customization of customizations) {
    byType.set(customization.responseType, compileOne(customization, stage, complain));
  }
  return {
    replyTo(invocation, error) {
      const customized = find(byType, error.response);
      return customized ? render(customized, invocation, error) : error.toReply();
    },
  };
}

/** "If the response type is unspecified, this response defaults to the DEFAULT_4XX type", or DEFAULT_5XX. */
function find(
  byType: ReadonlyMap<string, Customized>,
  { type, status }: GatewayResponse,
): Customized | undefined {
  if (type === undefined) return undefined;
  return byType.get(type) ?? byType.get(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
}

function compileOne(
  { responseType, statusCode, responseParameters, responseTemplates }: Customization,
  stage: StageFacts,
  complain: (problem: string) => void,
): Customized {
  const headers: { name: string; source: ResponseSource }[] = [];
  for (const [target, expression] of Object.entries(responseParameters)) {
    const name = target.startsWith(HEADER) ? target.slice(HEADER.length) : '';
    const source = compileResponseSource(expression, stage);
    if (source && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !FRAMING.has(name.toLowerCase())) {
      headers.push({ name, source });
    } else {
      complain(`${target}: ${expression} of gateway response ${responseType} is left out`);
    }
  }
  const templates = new Map(
    Object.entries(responseTemplates).map(([contentType, template]) => [
      contentType.toLowerCase(),
      { contentType, render: compileResponseTemplate(template, stage) },
    ]),
  );
  const status = Number(statusCode);
  return { status: status >= 200 && status <= 599 ? status : undefined, headers, templates };
}

function render(
  { status, headers, templates }: Customized,
  invocation: Invocation,
  error: GatewayError,
): Reply {
  const template = chooseResponseTemplate(templates, invocation.request.headers.accept);
  const plain = error.toReply();
  const own: string[] = [];
  const names = new Set<string>();
  let ascii = true;
  for (const { name, source } of headers) {
    const value = headerText(source(invocation, error));
    // One that the request has no value for, or a value that no header can have.
    if (value === '' || !isHeaderValue(value)) continue;
    names.add(name.toLowerCase());
    own.push(name, value);
    ascii &&= isAscii(value);
  }
  for (let index = 0; index + 1 < plain.headers.length; index += 2) {
    const name = plain.headers[index] ?? '';
    const value = plain.headers[index + 1] ?? '';
    if (names.has(name.toLowerCase())) continue;
    own.push(name, name === 'Content-Type' && template ? template.contentType : value);
  }
  const body = template ? template.render(invocation, error) : plain.body;
  return {
    status: status ?? plain.status,
    headers: own,
    body: ascii || typeof body !== 'string' ? body : Buffer.from(body),
  };
}
