import { NotServable } from '../compile/not-servable.ts';
import type { MappedParameter } from '../mapping/overrides.ts';
import { actionProtocolOf } from './aws-action-protocols.ts';
import type { AwsUri } from './aws-uri.ts';

/** What the `action/` of an integration's URI says to a service. */
export interface AwsAction {
  /** `Action=PutItem` and what else the URI has, with `{name}`s. */
  readonly query: string;
  /** True for services that read their parameters from a query or a form. */
  readonly takesForms: boolean;
  /** Value of X-Amz-Target: `DynamoDB_20120810.PutItem`; undefined where the service is not told by it. */
  readonly target: string | undefined;
  /** What the service reads, unless it is mapped; undefined where it is not known. */
  readonly contentType: string | undefined;
}

const TARGET = 'integration.request.header.x-amz-target';

/**
 * Compiles `action/NAME&PARAMETER=VALUE`. As its execution log shows, API Gateway sends every service
 * `POST /?Action=NAME`; services of a JSON protocol are told by X-Amz-Target beside it (`X-Amz-Target=
 * DynamoDB_20120810.GetItem`), those of the query protocol need the version of their API too. Throws NotServable.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 */
export function compileAwsAction(
  { service, subdomain, serviceApi }: AwsUri,
  requestParameters: Readonly<Record<string, string>> | undefined,
): AwsAction {
  const [, name, rest = ''] = /^([A-Za-z][A-Za-z0-9]{0,127})(?:[&?](.*))?$/s.exec(serviceApi) ?? [];
  if (name === undefined)
    throw new NotServable(`the integration's URI does not name an action: ${serviceApi}`);
  const query = `Action=${name}${rest && `&${rest}`}`;
  const protocol = actionProtocolOf(service, subdomain);
  if (protocol?.kind === 'query') {
    const version = /(?:^|&)Version=/.test(rest) ? '' : `&Version=${protocol.version}`;
    return { query: query + version, takesForms: true, target: undefined, contentType: undefined };
  }
  if (protocol) {
    const target = `${protocol.targetPrefix}.${name}`;
    return { query, takesForms: false, target, contentType: protocol.contentType };
  }
  const isMapped = Object.keys(requestParameters ?? {}).some((key) => key.toLowerCase() === TARGET);
  if (!isMapped) {
    throw new NotServable(
      `how ${service} takes actions is not known: integrate with path/..., or map X-Amz-Target and Content-Type`,
    );
  }
  return { query, takesForms: false, target: undefined, contentType: undefined };
}

/** What the URI says is not said again by a mapped parameter. */
export function withoutAction(parameters: readonly MappedParameter[]): readonly MappedParameter[] {
  return parameters.filter(({ name }) => !isAction(name));
}

/**
 * The form that has the parameters of a query and those of a body. A body that is passed through does not choose
 * another action than the URI.
 */
export function formOf(query: string, body: Buffer): Buffer {
  if (body.length === 0) return Buffer.from(query);
  const own = body
    .toString('latin1')
    .split('&')
    .filter((parameter) => parameter !== '' && !isAction(decodedName(parameter)));
  return Buffer.from([query, ...own].join('&'), 'latin1');
}

export function isForm(contentType: string): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType);
}

function isAction(name: string): boolean {
  return name === 'Action' || name === 'Version';
}

function decodedName(parameter: string): string {
  const equals = parameter.indexOf('=');
  const name = (equals < 0 ? parameter : parameter.slice(0, equals)).replaceAll('+', ' ');
  try {
    return decodeURIComponent(name).trim();
  } catch {
    return name;
  }
}
