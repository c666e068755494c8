import type { PrincipalNames } from './document.ts';
import type { CallerNames } from './request-context.ts';

/**
 * How directly a `Principal` element means a caller, which decides what may limit the grant:
 * - `direct`: everybody, the user, the session or the service itself;
 * - `role`: the role of the caller's session;
 * - `account`: the caller's account, which then decides by its own policies.
 */
export type PrincipalMatch = 'direct' | 'role' | 'account' | 'none';

/**
 * Compiles a `Principal` element.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function compilePrincipal(names: PrincipalNames): (caller: CallerNames) => PrincipalMatch {
  const everyone = names.everyone || names.aws.includes('*');
  const aws = new Set(names.aws.map(accountName));
  const services = new Set(names.service.map((service) => service.toLowerCase()));
  return (caller) => {
    if (everyone) return 'direct';
    if (caller.type === 'Service')
      return services.has(caller.service) || services.has('*') ? 'direct' : 'none';
    if (caller.type === 'Anonymous') return 'none';
    if (aws.has(caller.arn) || aws.has(caller.userId)) return 'direct';
    if (caller.type === 'Root') return aws.has(caller.account) ? 'direct' : 'none';
    if (caller.type === 'AssumedRole' && (aws.has(caller.roleArn) || aws.has(caller.roleId))) return 'role';
    return aws.has(caller.account) ? 'account' : 'none';
  };
}

/**
 * Compiles a `NotPrincipal` element: whether the statement is about the caller. A Deny spares only who is named with
 * all that stands above: the account, and the role of a session ("you must also specify the account ARN of the
 * not-denied principal"). An Allow leaves out who is named by any of these.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function compileNotPrincipal(
  names: PrincipalNames,
  effect: 'Allow' | 'Deny',
): (caller: CallerNames) => PrincipalMatch {
  const everyone = names.everyone || names.aws.includes('*');
  const aws = new Set(names.aws.map(accountName));
  const services = new Set(names.service.map((service) => service.toLowerCase()));
  const isNamed = (caller: CallerNames): boolean => {
    if (everyone) return true;
    if (caller.type === 'Service') return services.has(caller.service);
    if (caller.type === 'Anonymous') return false;
    const named = [aws.has(caller.account)];
    if (caller.type !== 'Root') named.push(aws.has(caller.arn) || aws.has(caller.userId));
    if (caller.type === 'AssumedRole') named.push(aws.has(caller.roleArn) || aws.has(caller.roleId));
    return effect === 'Deny' ? named.every(Boolean) : named.some(Boolean);
  };
  return (caller) => (isNamed(caller) ? 'none' : 'direct');
}

/** The account id where the text means an account: `arn:aws:iam::123456789012:root` behaves as `123456789012`. */
function accountName(text: string): string {
  const match = /^arn:aws(?:-[a-z-]+)?:iam::(\d{12}):root$/.exec(text);
  return match?.[1] ?? text;
}
