import type { Method, Resource, RestApiSnapshot } from '../../../definitions/rest-api.ts';

/** One function of a generated client. */
export interface ClientFunction {
  /** e.g. `petsPetIdGet` */
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly headers: readonly string[];
  readonly queryParameters: readonly string[];
  /** What must be given besides the path's parameters. */
  readonly required: readonly string[];
}

/** AWS's order of a resource's methods in a client. */
const VERBS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

/** The functions of an API's client, by path. Methods ANY have none, as in AWS's clients. */
export function clientFunctions(snapshot: RestApiSnapshot): ClientFunction[] {
  const names = new Set<string>();
  const resources = snapshot.resources.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return resources.flatMap((resource) =>
    VERBS.flatMap((verb) => {
      const method = Object.values(resource.methods).find(({ httpMethod }) => httpMethod === verb);
      return method === undefined ? [] : [clientFunction(resource, method, names)];
    }),
  );
}

function clientFunction(resource: Resource, method: Method, names: Set<string>): ClientFunction {
  const parameters = Object.entries(method.requestParameters ?? {});
  const at = (place: string) =>
    parameters
      .filter(([name]) => name.startsWith(`method.request.${place}.`))
      .map(([name, required]) => ({ name: name.slice(`method.request.${place}.`.length), required }));
  const headers = at('header');
  const queryParameters = at('querystring');
  return {
    name: freeName(functionName(resource.path, method.httpMethod), names),
    verb: method.httpMethod,
    path: resource.path,
    pathParameters: [...resource.path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = '']) => name),
    headers: headers.map(({ name }) => name),
    queryParameters: queryParameters.map(({ name }) => name),
    required: [...headers, ...queryParameters].filter(({ required }) => required).map(({ name }) => name),
  };
}

/** `/pets/{petId}` and GET make `petsPetIdGet`, the root `rootGet`. */
function functionName(path: string, httpMethod: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const all = [...(words.length === 0 ? ['root'] : words), httpMethod.toLowerCase()];
  const [first = '', ...others] = all;
  const name =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\d/.test(name) ? `_${name}` : name;
}

function freeName(name: string, names: Set<string>): string {
  let free = name;
  for (let count = 2; names.has(free); count++) free = `${name}${count}`;
  names.add(free);
  return free;
}

/**
 * `apigClient.js`: what AWS's generated clients offer, `apigClientFactory.newClient(config)` with one function per method.
 * Everything of the API that enters the code is written as JSON.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-generate-sdk-javascript.html
 * @param invokeUrl the stage's address, which a client's configuration can override
 */
export function javascriptClient(functions: readonly ClientFunction[], invokeUrl: string): string {
  return [HEAD, `    var invokeUrl = config.invokeUrl || ${literal(invokeUrl)};`, BODY]
    .concat(functions.map(functionCode), FOOT)
    .join('\n');
}

function functionCode(one: ClientFunction): string {
  const params = (names: readonly string[]) => `utils.parseParametersToObject(params, ${literal(names)})`;
  return `
    apigClient.${one.name} = async function (params, body, additionalParams) {
        utils.assertParametersDefined(params, ${literal([...one.pathParameters, ...one.required])}, ['body']);
        var request = {
            verb: ${literal(one.verb)},
            path: pathComponent + utils.expandPath(${literal(one.path)}, ${params(one.pathParameters)}),
            headers: ${params(one.headers)},
            queryParams: ${params(one.queryParameters)},
            body: body
        };
        return apiGatewayClient.makeRequest(request, authType, additionalParams, config.apiKey);
    };`;
}

/** JSON that is safe in a script: it can't end one. */
function literal(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

const HEAD = `/* Generated from the deployment of an API. In a page, load the files of lib/apiGatewayCore first. */
if (typeof module === 'object' && typeof require === 'function') {
    require('./lib/apiGatewayCore/utils.js');
    require('./lib/apiGatewayCore/sigV4Client.js');
    require('./lib/apiGatewayCore/apiGatewayClient.js');
    require('./lib/apiGatewayCore/simpleHttpClient.js');
}

var apigClientFactory = {};

apigClientFactory.newClient = function (config) {
    config = Object.assign({
        accessKey: '',
        secretKey: '',
        sessionToken: '',
        apiKey: '',
        region: 'us-east-1',
        defaultContentType: 'application/json',
        defaultAcceptType: 'application/json'
    }, config);
    var apigClient = {};
    var utils = globalThis.apiGateway.core.utils;
`;

const BODY = `    var endpoint = /^https?:\\/\\/[^/]+/.exec(invokeUrl)[0];
    var pathComponent = invokeUrl.substring(endpoint.length).replace(/\\/+$/, '');
    var authType = config.accessKey && config.secretKey ? 'AWS_IAM' : 'NONE';
    var httpConfig = {
        endpoint: endpoint,
        defaultContentType: config.defaultContentType,
        defaultAcceptType: config.defaultAcceptType
    };
    var signingConfig = Object.assign({
        accessKey: config.accessKey,
        secretKey: config.secretKey,
        sessionToken: config.sessionToken,
        serviceName: 'execute-api',
        region: config.region
    }, httpConfig);
    var apiGatewayClient = globalThis.apiGateway.core.apiGatewayClientFactory.newClient(httpConfig, signingConfig);
`;

const FOOT = `
    return apigClient;
};

if (typeof module === 'object') module.exports = apigClientFactory;
`;
