import type { ClientFunction } from './javascript-client.ts';

/** README.md of a generated JavaScript client. */
export function javascriptReadme(functions: readonly ClientFunction[], invokeUrl: string): string {
  const list = functions.map(({ name, verb, path }) => `| \`${name}\` | ${verb} \`${path}\` |`);
  return `# JavaScript client

A client of one stage of an API, for browsers and for Node.js. It needs no other packages.

## In a page

\`\`\`html
<script src="lib/apiGatewayCore/utils.js"></script>
<script src="lib/apiGatewayCore/sigV4Client.js"></script>
<script src="lib/apiGatewayCore/apiGatewayClient.js"></script>
<script src="lib/apiGatewayCore/simpleHttpClient.js"></script>
<script src="apigClient.js"></script>
\`\`\`

The API must allow the page's origin (CORS).

## In Node.js

\`\`\`js
const apigClientFactory = require('./apigClient.js');
\`\`\`

## Calls

\`\`\`js
const apigClient = apigClientFactory.newClient();
const params = {}; // headers, path and query parameters that the API names
const body = {};
const additionalParams = { headers: {}, queryParams: {} }; // those that it does not name
const { status, data } = await apigClient.${functions[0]?.name ?? 'METHOD'}(params, body, additionalParams);
\`\`\`

A call rejects when the status is not 2xx; the error has \`status\`, \`headers\` and \`data\`.

\`newClient\` takes \`accessKey\`, \`secretKey\`, \`sessionToken\` and \`region\` (requests are signed when there are keys),
\`apiKey\`, \`defaultContentType\`, \`defaultAcceptType\`, and \`invokeUrl\` to call the stage at another address than

    ${invokeUrl}

| function | method |
|---|---|
${list.join('\n')}
`;
}
