import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { sign } from '../../src/identity/sigv4/sign.ts';
import { type GatewayProcess, REGION } from './gateway-process.ts';
import { signInAtPage } from './hosted-sign-in.ts';
import { root } from './source-files.ts';
import { cloudFormationOf } from './unicorn.ts';

const example = join(root, 'examples/url-shortener');
export const linksTemplate = readFileSync(join(example, 'template.yaml'), 'utf8');

/** The page's own modules; they are JavaScript, as browsers run them. */
const linksModule: LinksModule = await import(join(example, 'page/links.js'));
const signInModule: SignInModule = await import(join(example, 'page/sign-in.js'));
const buildModule: { buildTemplate(): string } = await import(join(example, 'build.mjs'));

export interface Link {
  readonly id: string;
  readonly url: string;
  readonly timestamp: string;
}

interface LinksModule {
  Links: new (
    base: string,
    token: string,
  ) => {
    address(id: string): string;
    list(): Promise<Link[]>;
    create(id: string, url: string): Promise<Link>;
    update(id: string, url: string): Promise<Link>;
    delete(id: string): Promise<void>;
  };
}

interface SignInModule {
  SignIn: new (
    settings: { clientId: string; signIn: string },
    page: string,
    kept: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  ) => {
    begin(): Promise<string>;
    finish(answer: URLSearchParams): Promise<string | undefined>;
    signOutAddress(): string;
  };
}

export const { Links } = linksModule;
export const { buildTemplate } = buildModule;

/** The deployed example. */
export interface LinksStack {
  readonly apiId: string;
  readonly userPool: string;
  readonly bucket: string;
  readonly table: string;
  /** Where the stage is, with a slash at its end. */
  readonly base: string;
}

/** Creates the example's stack with the AWS SDK, waits for it, and uploads the page. */
export async function deployLinks(gateway: GatewayProcess): Promise<LinksStack> {
  const cloudFormation = cloudFormationOf(gateway);
  const StackName = 'links';
  await cloudFormation.createStack({
    StackName,
    TemplateBody: linksTemplate,
    Capabilities: ['CAPABILITY_IAM'],
    Parameters: [{ ParameterKey: 'Gateway', ParameterValue: gateway.endpoint }],
  });
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { StackName },
  );
  cloudFormation.destroy();
  const stack = await describeLinks(gateway);
  for (const file of globSync('*', { cwd: join(example, 'page') }))
    await putObject(gateway, `/${stack.bucket}/${file}`, readFileSync(join(example, 'page', file)));
  return stack;
}

export async function describeLinks(gateway: GatewayProcess): Promise<LinksStack> {
  const cloudFormation = cloudFormationOf(gateway);
  const { Stacks: [stack] = [] } = await cloudFormation.describeStacks({ StackName: 'links' });
  cloudFormation.destroy();
  const output = (key: string) =>
    stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  const apiId = output('ApiId');
  return {
    apiId,
    userPool: output('UserPool'),
    bucket: output('PageBucket'),
    table: output('LinkTable'),
    base: `${gateway.endpoint}/_aws/execute-api/${apiId}/${output('StageName')}/`,
  };
}

export const PASSWORD = 'Correct-Horse-7';

/** Makes somebody known to the example's user pool; gives their `sub`. */
export async function createUser(
  { endpoint, rootKeys: credentials }: GatewayProcess,
  { userPool }: LinksStack,
  Username: string,
): Promise<string> {
  const cognito = new CognitoIdentityProvider({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  const user = { UserPoolId: userPool, Username };
  const { User } = await cognito.adminCreateUser({ ...user, MessageAction: 'SUPPRESS' });
  await cognito.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true });
  cognito.destroy();
  return User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
}

/** The page's way to sign people in, in a browser of its own. */
export async function applicationOf({ base }: LinksStack): Promise<InstanceType<SignInModule['SignIn']>> {
  const response = await fetch(new URL('page/settings', base));
  const kept = new Map<string, string>();
  return new signInModule.SignIn(JSON.parse(await response.text()), base, {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  });
}

/** Signs somebody in by the user pool's page; gives the token. Throws Error with what the page says. */
export async function signIn(stack: LinksStack, username: string, password = PASSWORD): Promise<string> {
  const application = await applicationOf(stack);
  const back = await signInAtPage(await application.begin(), username, password);
  return (await application.finish(back.searchParams)) ?? '';
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['css', 'text/css'],
  ['html', 'text/html'],
  ['js', 'text/javascript'],
]);

async function putObject({ endpoint, rootKeys }: GatewayProcess, path: string, body: Buffer): Promise<void> {
  await s3Call({ endpoint, rootKeys }, 'PUT', path, body);
}

/** A call of S3's API, signed by root. */
export async function s3Call(
  { endpoint, rootKeys }: Pick<GatewayProcess, 'endpoint' | 'rootKeys'>,
  method: string,
  path: string,
  body: Buffer = Buffer.alloc(0),
): Promise<Response> {
  const type = TYPES.get(basename(path).split('.').at(-1) ?? '') ?? 'application/octet-stream';
  const headers = ['Host', new URL(endpoint).host, 'Content-Type', type];
  const signed = sign({ method, path, query: '', headers, body }, rootKeys, {
    service: 's3',
    region: REGION,
    now: Date.now(),
  });
  const all = [...headers.slice(2), ...signed.headers];
  const pairs = all.flatMap((name, index) => (index % 2 === 0 ? [[name, all[index + 1] ?? '']] : []));
  const response = await fetch(new URL(path, endpoint), {
    method,
    headers: Object.fromEntries(pairs),
    ...(method === 'PUT' && { body }),
  });
  if (!response.ok)
    throw new Error(`S3 answers ${response.status} to ${method} ${path}: ${await response.text()}`);
  return response;
}
