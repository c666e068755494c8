import { parseArn } from '../identity/arn.ts';
import { assumedRole } from '../identity/assumed-role.ts';
import { roles } from '../identity/records.ts';
import type { SessionTokens } from '../identity/session-token.ts';
import type { IssueRoleSession } from '../lambda/role-session.ts';
import { GLOBAL_REGION, type Store } from '../store/store.ts';

/** As long as an execution environment of AWS Lambda keeps its credentials at most. */
const DURATION_SECONDS = 12 * 3600;

/** Gives execution environments the credentials of their function's role, as long as there is such a role. */
export function roleSessions(store: Store, sessionTokens: SessionTokens): IssueRoleSession {
  return async (roleArn, sessionName) => {
    const arn = parseArn(roleArn);
    const roleName = arn?.resource.split('/').at(-1);
    if (!arn || !roleName) throw new Error(`${roleArn} is not the ARN of a role`);
    const scope = { account: arn.account, region: GLOBAL_REGION };
    const role = await store.collection(roles).get(scope, roleName.toLowerCase());
    if (role?.value.arn !== roleArn) throw new Error(`there is no role ${roleArn}`);
    const principal = assumedRole(role.value, sessionName);
    const { expiration, ...keys } = await sessionTokens.issueSession(principal, {
      durationSeconds: DURATION_SECONDS,
    });
    return { ...keys, expiresAt: expiration.getTime() };
  };
}
