import { parseArn } from '../../identity/arn.ts';

/** Where an integration of type AWS goes. */
export interface AwsUri {
  readonly region: string;
  readonly service: string;
  /** What stands before the service, such as a bucket; undefined when there is nothing. */
  readonly subdomain: string | undefined;
  /** `path` for the path of a request, `action` for the name of an operation. */
  readonly kind: 'path' | 'action';
  /** What follows: `{bucket}/{key}`, `PutItem`, `SendMessage&MessageBody={text}`. */
  readonly serviceApi: string;
}

/**
 * Reads `arn:aws:apigateway:{region}:{subdomain.service|service}:path|action/{service_api}`. Undefined for anything
 * else.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
 * @param uri with stage variables put in
 */
export function parseAwsUri(uri: string): AwsUri | undefined {
  const arn = parseArn(uri);
  if (arn?.service !== 'apigateway' || !/^[a-z0-9-]{1,32}$/.test(arn.region)) return undefined;
  const [, kind, serviceApi] = /^(path|action)\/(.*)$/s.exec(arn.resource) ?? [];
  if ((kind !== 'path' && kind !== 'action') || serviceApi === undefined) return undefined;
  // The account's place holds the service.
  const host = arn.account;
  const dot = host.lastIndexOf('.');
  const service = host.slice(dot + 1);
  const subdomain = dot < 0 ? undefined : host.slice(0, dot);
  if (!isLabel(service) || !(subdomain ?? 'none').split('.').every(isLabel)) return undefined;
  return { region: arn.region, service, subdomain, kind, serviceApi };
}

function isLabel(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(text);
}

/** The host of a service as AWS has it, for the log and for URIs: `dynamodb.us-east-1.amazonaws.com`. */
export function awsHost({ subdomain, service, region }: AwsUri): string {
  const name = subdomain === undefined ? service : `${subdomain}.${service}`;
  return `${name}.${region}.amazonaws.com`;
}
