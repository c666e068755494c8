import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { accessHelp, accessOptions, findAccess } from './api-gateway-access.ts';
import { ApiRequestError, callApiGateway } from './api-gateway-client.ts';
import { type Command, UsageError } from './command.ts';

const help = `alicorn export: print the specification of a deployed API

usage: alicorn export --api-id ID --stage NAME [OPTIONS]

  --api-id ID           the API
  --stage NAME          the stage: what is deployed there is exported
  --format FORMAT       oas30 (default): OpenAPI 3.0; swagger: Swagger 2.0
  --yaml                YAML instead of JSON
  --extensions LIST     with x-amazon-apigateway-*: integrations, authorizers or apigateway; several with commas
  --output FILE         write to a file instead of printing

where, and whose signature
${accessHelp}

Exit code: 0 done, 1 failed, 2 wrongly called.
`;

const EXTENSIONS: ReadonlySet<string> = new Set([
  'integrations',
  'authorizers',
  'apigateway',
  'documentation',
]);

/** `alicorn export` */
export const exportCommand: Command = {
  name: 'export',
  summary: 'print the OpenAPI specification of a deployed API',
  help,
  async run(args, io) {
    const options = parseExportOptions(args);
    const access = findAccess(options.access, io.env);
    try {
      const document = await callApiGateway(access, {
        method: 'GET',
        path: ['restapis', options.apiId, 'stages', options.stage, 'exports', options.format],
        query: { extensions: options.extensions },
        accept: options.yaml ? 'application/yaml' : 'application/json',
      });
      if (options.output === undefined) io.stdout.write(withNewline(document));
      else await writeFile(options.output, withNewline(document));
      return 0;
    } catch (error) {
      const why = explain(error, options.output);
      if (why === undefined) throw error;
      io.stderr.write(`alicorn export: ${why}\n`);
      return 1;
    }
  },
};

function parseExportOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...accessOptions,
      'api-id': { type: 'string' },
      stage: { type: 'string' },
      format: { type: 'string', default: 'oas30' },
      yaml: { type: 'boolean', default: false },
      extensions: { type: 'string' },
      output: { type: 'string' },
    },
  });
  const { 'api-id': apiId, stage, format, yaml, extensions, output } = values;
  if (!apiId || !stage) throw new UsageError('--api-id ID and --stage NAME say what to export');
  if (format !== 'oas30' && format !== 'swagger')
    throw new UsageError('--format takes one of oas30, swagger');
  for (const one of extensions?.split(',') ?? [])
    if (!EXTENSIONS.has(one)) throw new UsageError(`--extensions takes ${[...EXTENSIONS].join(', ')}`);
  return { apiId, stage, format, yaml, extensions, output, access: values };
}

function withNewline(document: Buffer): Buffer {
  return document.at(-1) === 0x0a ? document : Buffer.concat([document, Buffer.from('\n')]);
}

/** What a person can do something about; undefined for anything else. */
function explain(error: unknown, output: string | undefined): string | undefined {
  if (error instanceof ApiRequestError) return error.message;
  if (output !== undefined && error instanceof Error && 'code' in error)
    return `${output} can't be written: ${error.message}`;
  return undefined;
}
