import type { SessionTokens } from '../../identity/session-token.ts';
import { credentialsView } from './credentials-view.ts';
import { multiFactorFailed, sessionMayNotCall, validationError } from './errors.ts';
import type { StsHandlers } from './operations.ts';

const DEFAULT_DURATION = 43_200;
/** "Sessions for AWS account owners are restricted to a maximum of 3,600 seconds"; longer ones become that. */
const MAXIMUM_ROOT_DURATION = 3_600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export function getSessionTokenHandler(
  sessionTokens: Pick<SessionTokens, 'issueSession'>,
): StsHandlers<'GetSessionToken'> {
  return {
    async GetSessionToken(input, { caller, operation }) {
      const { principal, session } = caller;
      const longTerm = session !== undefined && session.issuedAt === undefined;
      if (!longTerm || (principal.type !== 'User' && principal.type !== 'Root')) {
        throw sessionMayNotCall(operation);
      }
      if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw multiFactorFailed();
      if (input.MinimumSessionTokenSize !== undefined) {
        throw validationError('MinimumSessionTokenSize is not supported');
      }
      const requested = input.DurationSeconds ?? DEFAULT_DURATION;
      const durationSeconds =
        principal.type === 'Root' ? Math.min(requested, MAXIMUM_ROOT_DURATION) : requested;
      const credentials = await sessionTokens.issueSession(principal, { durationSeconds });
      return { Credentials: credentialsView(credentials) };
    },
  };
}
