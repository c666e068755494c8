/**
 * `npm start`: starts the gateway, deploys the Elastic Unicorn Service through the gateway's own CloudFormation API, calls
 * it, says what to type next, and keeps serving until Ctrl-C. Takes the options of `alicorn start`.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../src/cli/command.ts';
import { untilStopped } from '../src/cli/signals.ts';
import { launch, parseStartOptions, startHelp } from '../src/cli/start.ts';
import type { Alicorn } from '../src/server/alicorn.ts';
import { deployStack, type StackOutputs } from './deploy-stack.ts';

const STACK = 'unicorn';
const example = join(dirname(dirname(fileURLToPath(import.meta.url))), 'examples', 'unicorn');

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(startHelp.replaceAll('alicorn start', 'npm start --'));
    return 0;
  }
  const options = parseStartOptions(args);
  const alicorn = await launch(
    { ...options, logLevel: args.includes('--log-level') ? options.logLevel : 'warn' },
    process,
  );
  if (typeof alicorn === 'number') return alicorn;
  const stopped = untilStopped(alicorn, process.stderr);
  try {
    const outputs = await deploy(alicorn);
    await callUnicorn(alicorn, outputs);
    printNextSteps(alicorn, outputs);
  } catch (error) {
    process.stderr.write(
      `alicorn: the tour ended early: ${error instanceof Error ? error.message : error}\n`,
    );
    await alicorn.stop();
    return 1;
  }
  return stopped;
}

async function deploy(alicorn: Alicorn): Promise<StackOutputs> {
  const cloudFormation = new CloudFormation({
    endpoint: alicorn.endpoint,
    region: alicorn.region,
    credentials: alicorn.rootCredentials,
  });
  process.stdout.write(`\nDeploying examples/unicorn/template.yaml as the stack ${STACK}:\n`);
  return deployStack(cloudFormation, STACK, readFileSync(join(example, 'template.yaml'), 'utf8'), (event) =>
    process.stdout.write(`  ${event}\n`),
  );
}

/** Runs the example's own client, as a user would. */
async function callUnicorn(alicorn: Alicorn, outputs: StackOutputs): Promise<void> {
  const { accessKeyId, secretAccessKey } = alicorn.rootCredentials;
  const { stdout: printed } = await promisify(execFile)(process.execPath, [join(example, 'unicorn.mjs')], {
    encoding: 'utf8',
    timeout: 30_000,
    env: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: alicorn.region,
      AWS_ENDPOINT_URL_EUS: eusEndpoint(alicorn, outputs),
    },
  });
  process.stdout.write(
    `\nGetUnicorn(UnicornId="u-00001"), signed, authorized and run by Lambda, answers:\n${printed.replace(/^/gm, '  ').trimEnd()}\n`,
  );
}

/** The form of address that needs no name resolution: `*.localhost` does not resolve on every machine. */
function eusEndpoint(alicorn: Alicorn, outputs: StackOutputs): string {
  return `${alicorn.endpoint}/_aws/execute-api/${outputs.get('ApiId')}/${outputs.get('StageName')}`;
}

function printNextSteps(alicorn: Alicorn, outputs: StackOutputs): void {
  const { host } = new URL(alicorn.endpoint);
  const directory =
    alicorn.dataDirectory === resolve('.alicorn') ? '' : ` --data-dir ${alicorn.dataDirectory}`;
  const hostForm = `${outputs.get('ApiId')}.execute-api.${alicorn.region}.amazonaws.com`;
  process.stdout.write(`
Now you, in another terminal in this folder. First the credentials and the endpoint:
  eval "$(npm run --silent alicorn -- credentials${directory})"
  export AWS_DATA_PATH=$PWD/examples/unicorn/models
  export AWS_ENDPOINT_URL_EUS=${eusEndpoint(alicorn, outputs)}

boto3 (pip install boto3):
  python3 examples/unicorn/unicorn.py
AWS CLI (pip install awscli):
  aws eus get-unicorn --unicorn-id u-00001
  aws cloudformation describe-stack-resources --stack-name ${STACK}
curl:
  curl --aws-sigv4 aws:amz:${alicorn.region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
    -H 'content-type: application/json' -d '{"UnicornId":"u-00001"}' "$AWS_ENDPOINT_URL_EUS/GetUnicorn"
JavaScript:
  node examples/unicorn/unicorn.mjs
Signed by alicorn itself, under the name that the API has on AWS:
  npm run --silent alicorn -- call -X POST -d '{"UnicornId":"u-00001"}' --connect ${host} \\
    http://${hostForm}/${outputs.get('StageName')}/GetUnicorn

Serving on ${alicorn.endpoint} until Ctrl-C.
`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`npm start: ${error.message}\nnpm start -- --help says what it takes\n`);
  process.exitCode = 2;
}
