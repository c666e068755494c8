import { parseParameters } from './form.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { formTree, readQueryStructure } from './read-query.ts';
import { serializationError } from './serialization-error.ts';
import type { ErrorWriter, RoutedRequest, ServerProtocol } from './server-protocol.ts';
import { errorMembers, statusOf } from './server-protocol.ts';
import { ServiceError } from './service-error.ts';
import type { OperationSchema, ServiceFacts, ServiceSchema } from './service-schema.ts';
import { element, writeXmlMembers, xmlnsAttribute } from './write-xml.ts';
import { escapeText } from './xml-text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parameters in the query or a form, answers in XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function awsQueryProtocol(schema: ServiceSchema): ServerProtocol {
  return {
    routesByBody: true,

    route(request: ApiRequest): RoutedRequest {
      const parameters = readParameters(request);
      const action = parameterOf(parameters, 'Action');
      if (action === undefined || action === '') {
        const message = 'The request is missing an action or a required parameter.';
        throw new ServiceError('MissingAction', 400, message);
      }
      const version = parameterOf(parameters, 'Version') ?? 'NO_VERSION_SPECIFIED';
      const operation = version === schema.apiVersion ? schema.operations.get(action) : undefined;
      if (operation === undefined) {
        const message = `Could not find operation ${action.slice(0, 200)} for version ${version.slice(0, 200)}`;
        throw new ServiceError('InvalidAction', 400, message);
      }
      return { operation, readInput: () => readQueryStructure(operation.input, formTree(parameters)) };
    },

    writeOutput(operation: OperationSchema, output: unknown, requestId: string): ApiResponse {
      const { name } = operation;
      const result =
        operation.output === undefined
          ? ''
          : element(`${name}Result`, '', writeXmlMembers(operation.output, output ?? {}));
      const metadata = `<ResponseMetadata><RequestId>${escapeText(requestId)}</RequestId></ResponseMetadata>`;
      const body = `${element(`${name}Response`, namespaceOf(schema), result + metadata)}\n`;
      return { status: 200, headers: xmlHeaders(requestId), body };
    },
  };
}

/** Codes of the framework's own errors that awsQuery services call otherwise. */
const QUERY_CODES: Readonly<Record<string, string>> = { SerializationException: 'MalformedInput' };

export const writeAwsQueryError: ErrorWriter = (facts, error, shape, requestId) => {
  const status = statusOf(error, shape);
  const code = shape === undefined ? (QUERY_CODES[error.code] ?? error.code) : shape.error?.queryCode;
  const type = status < 500 ? 'Sender' : 'Receiver';
  const fields = [
    `<Type>${type}</Type>`,
    `<Code>${escapeText(code ?? shape?.name ?? error.code)}</Code>`,
    ...(error.message === '' ? [] : [`<Message>${escapeText(error.message)}</Message>`]),
  ];
  const more = shape === undefined ? '' : writeXmlMembers(shape, membersBesideMessage(error, shape));
  if (more !== '') fields.push(more);
  const body = [
    `<ErrorResponse${namespaceOf(facts)}>`,
    '  <Error>',
    ...fields.map((field) => `    ${field}`),
    '  </Error>',
    `  <RequestId>${escapeText(requestId)}</RequestId>`,
    '</ErrorResponse>\n',
  ];
  return { status, headers: xmlHeaders(requestId), body: body.join('\n') };
};

function membersBesideMessage(
  error: ServiceError,
  shape: Parameters<typeof errorMembers>[1],
): Record<string, unknown> {
  const members = errorMembers(error, shape);
  for (const name of Object.keys(members)) if (name.toLowerCase() === 'message') delete members[name];
  return members;
}

/** Those of the URL, then those of a form. */
function readParameters(request: ApiRequest): [string, string][] {
  const parameters = parseParameters(request.query);
  if (request.body.byteLength === 0) return parameters;
  let form: string;
  try {
    form = decoder.decode(request.body);
  } catch {
    throw serializationError('Malformed UTF-8');
  }
  return [...parameters, ...parseParameters(form)];
}

function parameterOf(parameters: readonly (readonly [string, string])[], name: string): string | undefined {
  return parameters.find((parameter) => parameter[0] === name)?.[1];
}

function namespaceOf(facts: ServiceFacts): string {
  return facts.xmlNamespace === undefined ? '' : xmlnsAttribute({ uri: facts.xmlNamespace });
}

function xmlHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}
