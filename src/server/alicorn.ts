import { existsSync } from 'node:fs';
import { createBackends } from '../backends/backends.ts';
import { type BackendSettings, NO_BACKENDS } from '../backends/settings.ts';
import { systemClock } from '../clock.ts';
import type { ThrottleSettings } from '../definitions/usage-plans.ts';
import { createGateway } from '../gateway/gateway.ts';
import type { VpcLinkTargets } from '../gateway/integrations/http-connections.ts';
import type { VpcEndpointSettings } from '../gateway/vpc-endpoints.ts';
import { createAccessControl } from '../identity/access-control.ts';
import { createAuthenticator } from '../identity/authenticator.ts';
import { createCredentials } from '../identity/credentials.ts';
import { recordLastUse } from '../identity/last-used.ts';
import type { Organization } from '../identity/organization.ts';
import { ensureRootKey } from '../identity/root-key.ts';
import { createSessionTokens } from '../identity/session-token.ts';
import { createFunctionAccess } from '../lambda/function-access.ts';
import { createLambda } from '../lambda/lambda.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { FileLogGroups } from '../telemetry/file-log-groups.ts';
import type { Log } from '../telemetry/log.ts';
import type { IssuerOf } from '../user-pools/tokens.ts';
import { ApiCalls } from './api-calls.ts';
import { BodyReader } from './body.ts';
import { builtInServices } from './built-in-services.ts';
import { clientConnections } from './client-connection.ts';
import { ControlPlaneLoader } from './control-plane-loader.ts';
import { openDataDirectory } from './data-directory.ts';
import { createDispatcher } from './dispatcher.ts';
import { writeGatewayFile } from './gateway-file.ts';
import { type Listener, listen } from './http-listener.ts';
import { roleSessions } from './role-session.ts';
import { type RootKey, writeRootKey } from './root-key.ts';
import { ConfiguredUserPools, type UserPoolSettings } from './user-pool-issuers.ts';
import { UserPoolRequests } from './user-pool-requests.ts';
import { UserPoolsLoader } from './user-pools-loader.ts';

/** Bytes of all request bodies of API calls held in memory at one time. */
const BODY_BUDGET = 512 * 1024 * 1024;

export interface AlicornOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly dataDirectory: string;
  /** Region of requests that name none. */
  readonly region: string;
  /** The root key's account, twelve digits. */
  readonly account: string;
  readonly auth: 'enforce' | 'trust';
  /** Bytes of all cached responses together; 256 MB by default. */
  readonly cacheMemory?: number;
  /** Where services are that are neither built in nor embedded, or are to be elsewhere. */
  readonly backends?: BackendSettings;
  /** Where VPC links lead, by id or name, if not to the hosts that integrations name. */
  readonly vpcLinkTargets?: VpcLinkTargets;
  /** Who signs for user pools that are not of this gateway; nobody by default. */
  readonly userPools?: UserPoolSettings;
  /** What tokens of own pools are from, without the pool's id: the endpoint by default. `{region}` is the pool's. */
  readonly userPoolIssuer?: string | undefined;
  /** What all APIs of an account in a region admit together; AWS's own limits by default. */
  readonly accountThrottle?: ThrottleSettings;
  /** Proxies whose X-Forwarded-* headers are believed: addresses and ranges in CIDR form; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Through which endpoints private APIs may be invoked; none by default. */
  readonly vpcEndpoints?: readonly VpcEndpointSettings[];
  /** That all accounts belong to; none by default. */
  readonly organization?: Organization | undefined;
  readonly log: Log;
}

/** A running gateway. */
export interface Alicorn {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** The root access key; for programs of the same process. */
  readonly rootCredentials: RootKey;
  /** Whether this start made the key, so that it has to be shown. */
  readonly rootKeyIsNew: boolean;
  readonly dataDirectory: string;
  /** Path of the shared credentials file that holds the root key. */
  readonly credentialsFile: string;
  /** Finishes what has begun, at most 30 s, ends all functions and closes the store. */
  stop(): Promise<void>;
}

/**
 * Puts the gateway together and starts it. Throws DataDirectoryError, and what listening throws (EADDRINUSE...), having
 * released everything.
 */
export async function startAlicorn(options: AlicornOptions): Promise<Alicorn> {
  const { region, account, auth, log } = options;
  const clock = systemClock;
  const directory = openDataDirectory(options.dataDirectory);
  const closers: (() => Promise<void> | void)[] = [() => directory.release()];
  const release = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const logGroups = new FileLogGroups(directory.logs, clock, log);
    closers.push(() => logGroups.close());
    const store = openSqliteStore(directory.database);
    closers.push(() => store.close());
    const sessionTokens = createSessionTokens(store, clock);
    const credentials = createCredentials({ store, clock, sessionTokens });
    const access = createAccessControl({ store, clock, organization: options.organization });
    const authenticator = recordLastUse(createAuthenticator({ credentials, clock, mode: auth, account }), {
      store,
      clock,
    });
    closers.push(() => authenticator.settled());
    const root = await ensureRootKey(store, account, clock);
    const rootKeyIsNew = !existsSync(directory.rootKey);
    writeRootKey(directory.rootKey, root);

    let endpoint = '';
    const lambda = createLambda({
      store,
      clock,
      codeDirectory: directory.code,
      endpoint: () => endpoint,
      issueRoleSession: roleSessions(store, sessionTokens),
      log: ({ text, functionName, logStreamName, ...scope }) => {
        const name = `/aws/lambda/${functionName}`;
        logGroups.append({ account: scope.account, region: scope.region, name }, logStreamName, text);
        log.debug(text, { functionName });
      },
    });
    closers.push(() => lambda.close());
    const functionAccess = createFunctionAccess({ store, access });

    const controlPlane = new ControlPlaneLoader({
      store,
      clock,
      access,
      sessionTokens,
      lambda,
      backends: { send: (request) => backends.send(request) },
      userPools: { get: () => ownUserPools.get() },
      accountThrottle: options.accountThrottle,
      testInvoker: {
        invokeMethod: (invocation) => gateway.testInvoker.invokeMethod(invocation),
        invokeAuthorizer: (invocation) => gateway.testInvoker.invokeAuthorizer(invocation),
      },
      log,
    });
    const backends = createBackends({
      access,
      clock,
      log,
      dataDirectory: directory.path,
      endpoint: () => endpoint,
      settings: options.backends ?? NO_BACKENDS,
      builtIn: builtInServices(controlPlane),
      ownKeyId: root.accessKeyId,
      env: process.env,
    });
    closers.push(() => backends.close());
    closers.push(() => controlPlane.close());

    // Below it are the pool's keys, for whoever reaches this gateway as its owner does.
    const issuerOf: IssuerOf = ({ id, scope }) =>
      `${options.userPoolIssuer?.replace('{region}', scope.region) ?? endpoint}/${id}`;
    const userPools = new ConfiguredUserPools({
      settings: options.userPools ?? new Map(),
      store,
      clock,
      log,
      issuerOf,
    });
    closers.push(() => userPools.close());
    const gateway = createGateway({
      store,
      clock,
      authenticator,
      access,
      organization: options.organization,
      invoker: lambda.invoker,
      functionAccess,
      backends,
      logGroups,
      vpcLinkTargets: options.vpcLinkTargets,
      userPools,
      ...(options.accountThrottle && { accountThrottle: options.accountThrottle }),
      vpcEndpoints: options.vpcEndpoints,
      ...(options.cacheMemory === undefined ? {} : { limits: { maximumCachedBytes: options.cacheMemory } }),
      log,
    });
    closers.push(() => gateway.close());
    const bodies = new BodyReader(BODY_BUDGET);
    const ownUserPools = new UserPoolsLoader({
      store,
      clock,
      logGroups,
      invoker: lambda.invoker,
      functionAccess,
      issuerOf,
      api: async () => (await controlPlane.get()).registry,
    });
    const clientConnection = clientConnections(options.trustedProxies ?? []);
    const apiCalls = new ApiCalls({
      controlPlane,
      backends,
      authenticator,
      bodies,
      clientConnection,
      region,
      log,
    });
    const listener = await listen(
      options.listen,
      createDispatcher({
        gateway,
        apiCalls,
        userPoolRequests: new UserPoolRequests({ loader: ownUserPools, bodies }),
        downloads: lambda.downloads,
        clientConnection,
        region,
      }),
      log,
    );
    closers.push(() => listener.drain());

    endpoint = endpointOf(listener, options.listen.host);
    writeGatewayFile(directory.path, { endpoint, region, account });
    if (auth === 'trust')
      log.warn('--auth trust: no signature and no policy is checked; anybody who reaches this is root');
    await lambda.resume();
    await controlPlane.resume();
    log.info('ready', { endpoint, region, account });
    return {
      endpoint,
      region,
      account,
      rootCredentials: root,
      rootKeyIsNew,
      dataDirectory: directory.path,
      credentialsFile: directory.rootKey,
      stop: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** What a client on this machine types. */
function endpointOf(listener: Listener, host: string): string {
  const { port } = listener.address;
  if (host === '::' || host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
