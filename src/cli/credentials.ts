import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readGatewayFile } from '../server/gateway-file.ts';
import { readRootKey } from '../server/root-key.ts';
import { type Command, UsageError } from './command.ts';

const help = `alicorn credentials: print the root access key of a data directory, for a shell to take in

usage: eval "$(alicorn credentials [--data-dir DIR])"

  --data-dir DIR   where the gateway keeps its data (default .alicorn)
  --json           an object instead of export lines

The lines set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION, AWS_REGION and AWS_ENDPOINT_URL, which the
AWS CLI and the SDKs read. The key may do everything in its account: make users and roles with less for other uses.
`;

/** `alicorn credentials` */
export const credentialsCommand: Command = {
  name: 'credentials',
  summary: 'print the root access key as lines for a shell',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string', default: '.alicorn' },
        json: { type: 'boolean', default: false },
      },
    });
    const directory = values['data-dir'];
    const key = readRootKey(join(directory, 'credentials'));
    const gateway = readGatewayFile(directory);
    if (!key || !gateway) {
      throw new UsageError(
        `no gateway has been started with the data directory ${directory}: run alicorn start first`,
      );
    }
    const variables = {
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_DEFAULT_REGION: gateway.region,
      AWS_REGION: gateway.region,
      AWS_ENDPOINT_URL: gateway.endpoint,
    };
    io.stdout.write(
      values.json
        ? `${JSON.stringify(variables, null, 2)}\n`
        : Object.entries(variables)
            .map(([name, value]) => `export ${name}=${value}\n`)
            .join(''),
    );
    return 0;
  },
};
