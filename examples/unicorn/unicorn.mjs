/**
 * Calls the Elastic Unicorn Service with the AWS SDK for JavaScript: the SDK's client, signer, retries and restJson1
 * protocol, driven by this service's schemas.
 *
 * Needs `npm install @aws-sdk/client-sts` beside it and, in the environment, what `npm start` prints:
 * AWS_ENDPOINT_URL_EUS, AWS_REGION and credentials.
 */
import { fileURLToPath } from 'node:url';
import { STSClient } from '@aws-sdk/client-sts';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { Command } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { TypeRegistry } from '@smithy/core/schema';

// Smithy schemas, as the SDK's own packages hold them: [kind, namespace, name, traits, ...].
const namespace = 'example.eus';
const [STRING, INTEGER, LIST, STRUCTURE, ERROR, OPERATION] = [0, 1, 1, 3, -3, 9];
const unicorn = [
  STRUCTURE,
  namespace,
  'Unicorn',
  0,
  ['UnicornId', 'UnicornName', 'HornLengthInFeet'],
  [STRING, STRING, INTEGER],
];
const unicorns = [LIST, namespace, 'UnicornList', 0, () => unicorn];
const getRequest = [STRUCTURE, namespace, 'GetUnicornRequest', 0, ['UnicornId'], [STRING]];
const describeRequest = [
  STRUCTURE,
  namespace,
  'DescribeUnicornsRequest',
  0,
  ['MaxResults', 'NextToken'],
  [INTEGER, STRING],
];
const describeResponse = [
  STRUCTURE,
  namespace,
  'DescribeUnicornsResponse',
  0,
  ['Unicorns', 'NextToken'],
  [() => unicorns, STRING],
];

export class UnicornNotFoundException extends Error {
  name = 'UnicornNotFoundException';
}
TypeRegistry.for(namespace).registerError(
  [ERROR, namespace, 'UnicornNotFoundException', { httpError: 404 }, ['message'], [STRING]],
  UnicornNotFoundException,
);

const command = (name, input, output) =>
  Command.classBuilder()
    .m((Command, _stack, config) => [getEndpointPlugin(config, Command.getEndpointParameterInstructions())])
    .s('EUS', name, {})
    .n('EusClient', `${name}Command`)
    .sc([OPERATION, namespace, name, { http: ['POST', `/${name}`, 200] }, () => input, () => output])
    .build();

export const GetUnicornCommand = command('GetUnicorn', getRequest, unicorn);
export const DescribeUnicornsCommand = command('DescribeUnicorns', describeRequest, describeResponse);

/** Any client of the SDK will do: what makes it this service's is protocol, endpoint and signing name. */
export function createEusClient({ endpoint = process.env.AWS_ENDPOINT_URL_EUS, ...configuration } = {}) {
  return new STSClient({
    protocol: new AwsRestJsonProtocol({ defaultNamespace: namespace }),
    endpointProvider: () => ({
      url: new URL(endpoint),
      properties: { authSchemes: [{ name: 'sigv4', signingName: 'execute-api' }] },
    }),
    httpAuthSchemeProvider: () => [
      {
        schemeId: 'aws.auth#sigv4',
        signingProperties: {},
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
    ...configuration,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const eus = createEusClient();
  const calypso = await eus.send(new GetUnicornCommand({ UnicornId: 'u-00001' }));
  console.log(`UnicornName = ${calypso.UnicornName}`);
  console.log(`HornLengthInFeet = ${calypso.HornLengthInFeet}`);
}
