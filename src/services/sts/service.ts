import type { Clock } from '../../clock.ts';
import type { AccessRequest } from '../../identity/access.ts';
import type { IamAccessControl } from '../../identity/access-control.ts';
import type { SessionTokens } from '../../identity/session-token.ts';
import { loadAwsService } from '../../protocols/aws-services.ts';
import { type CallContext, type Handlers, type Service, unsupported } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';
import { assumeRoleHandler } from './assume-role.ts';
import { getAccessKeyInfoHandler } from './get-access-key-info.ts';
import { getCallerIdentityHandler } from './get-caller-identity.ts';
import { getSessionTokenHandler } from './get-session-token.ts';
import type { StsOperations } from './operations.ts';

/** What STS needs. */
export interface StsDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly access: Pick<IamAccessControl, 'mayAssume'>;
  readonly sessionTokens: Pick<SessionTokens, 'issueSession'>;
}

/** AWS Security Token Service, https://docs.aws.amazon.com/STS/latest/APIReference/ */
export function createStsService(dependencies: StsDependencies): Service {
  return {
    name: 'sts',
    loadSchema: () => loadAwsService('sts'),
    handlers: stsHandlers(dependencies),
    permissions: stsPermissions,
  };
}

/** A handler, or its declared absence, for every operation of the API. */
export function stsHandlers(dependencies: StsDependencies) {
  const federation = unsupported('identity providers are not offered; roles are assumed with access keys');
  return {
    ...getCallerIdentityHandler,
    ...assumeRoleHandler(dependencies),
    ...getSessionTokenHandler(dependencies.sessionTokens),
    ...getAccessKeyInfoHandler(dependencies.store),
    AssumeRoleWithSAML: federation,
    AssumeRoleWithWebIdentity: federation,
    GetWebIdentityToken: federation,
    GetDelegatedAccessToken: federation,
    GetFederationToken: unsupported(
      'federated users are not offered; assume a role with a session policy instead',
    ),
    AssumeRoot: unsupported('AWS Organizations is not offered'),
    DecodeAuthorizationMessage: unsupported('no service here answers encoded authorization messages'),
  } satisfies Handlers<StsOperations>;
}

/**
 * GetCallerIdentity and GetSessionToken need no permission; AssumeRole asks the role's trust policy itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function stsPermissions(operation: string, _input: never, { account }: CallContext): AccessRequest[] {
  if (operation !== 'GetAccessKeyInfo') return [];
  return [{ action: 'sts:GetAccessKeyInfo', resource: '*', resourceAccount: account }];
}
