import type { PolicyStatement, PrincipalNames } from './document.ts';

const ACCOUNT = /^\d{12}$/;
/** Users, roles and groups can have paths; sessions have names. */
const PRINCIPAL_ARN =
  /^arn:aws(?:-[a-z-]{1,20})?:(?:iam::\d{12}:(?:root|(?:user|role)\/[\u0021-\u007e]{1,576})|sts::\d{12}:(?:assumed-role\/[\w+=,.@-]{1,64}\/[\w+=,.@-]{2,64}|federated-user\/[\w+=,.@-]{1,64}))$/;
/** What becomes of the ARN of a user, role or session that was deleted. */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]{12,124}(?::[\w+=,.@-]{2,64})?$/;
/** IAM's very words, as Terraform's users meet them (terraform-aws-modules/terraform-aws-iam issue 47). */
const NOBODY =
  'Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!';
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/**
 * What IAM minds about the form of a statement's principals, e.g. `Invalid principal in policy: "AWS":"nobody"`.
 * Whether a named user or role exists is the service's to ask.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalFault({ principal, notPrincipal }: PolicyStatement): string | undefined {
  const names = principal ?? notPrincipal;
  if (!names || names.everyone) return undefined;
  if (isEmpty(names)) return NOBODY;
  const bad =
    named('AWS', names.aws, isAwsPrincipal) ??
    named('SERVICE', names.service, (text) => SERVICE.test(text)) ??
    named('FEDERATED', names.federated, (text) => text !== '') ??
    named('CANONICALUSER', names.canonicalUser, (text) => /^[0-9a-f]{64}$/.test(text));
  return bad === undefined ? undefined : `Invalid principal in policy: ${bad}`;
}

function isEmpty({ aws, service, federated, canonicalUser }: PrincipalNames): boolean {
  return aws.length + service.length + federated.length + canonicalUser.length === 0;
}

function named(type: string, names: readonly string[], valid: (name: string) => boolean): string | undefined {
  const bad = names.find((name) => !valid(name));
  return bad === undefined ? undefined : `"${type}":"${bad}"`;
}

/** A wildcard can't be part of a name: it is everybody or nothing. */
function isAwsPrincipal(text: string): boolean {
  if (text === '*' || ACCOUNT.test(text) || UNIQUE_ID.test(text)) return true;
  return PRINCIPAL_ARN.test(text) && !/[*?]/.test(text);
}
