/** What happens to a header of a Lambda proxy response on its way to the client. */
export type HeaderFate = 'remapped' | 'dropped';

/**
 * The `lambda` column for responses of the table in "Amazon API Gateway important notes for REST APIs"; headers that
 * are not here pass. Content-Length and the request id are the gateway's own to set, and remapped like the rest as
 * recorded in `test_http_integration_with_lambda`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const FATES: ReadonlyMap<string, HeaderFate> = new Map([
  ['authorization', 'remapped'],
  ['connection', 'remapped'],
  ['content-length', 'remapped'],
  ['content-md5', 'remapped'],
  ['date', 'remapped'],
  ['max-forwards', 'remapped'],
  ['server', 'remapped'],
  ['user-agent', 'remapped'],
  ['www-authenticate', 'remapped'],
  ['x-amzn-requestid', 'remapped'],
  ['expect', 'dropped'],
  ['host', 'dropped'],
  ['keep-alive', 'dropped'],
  ['proxy-authenticate', 'dropped'],
  ['te', 'dropped'],
  ['trailer', 'dropped'],
  ['transfer-encoding', 'dropped'],
  ['upgrade', 'dropped'],
  ['via', 'dropped'],
  ['x-amz-apigw-id', 'dropped'],
  ['x-amzn-trace-id', 'dropped'],
]);

/**
 * The name under which a header of a Lambda proxy response reaches the client; undefined when it does not.
 * @param lowerName the name in lower case
 */
export function responseHeaderName(name: string, lowerName: string): string | undefined {
  switch (FATES.get(lowerName)) {
    case undefined:
      return name;
    case 'remapped':
      return `x-amzn-Remapped-${name}`;
    case 'dropped':
      return undefined;
  }
}
