import type { DomainName } from '../../definitions/domain-names.ts';
import { parseArn } from '../../identity/arn.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { domainNameKey } from './domain-name-rules.ts';
import { errors } from './errors.ts';
import { type Gateway, scopeOf } from './gateway.ts';
import { required } from './members.ts';

interface DomainNameReference {
  readonly domainName?: string | undefined;
  readonly domainNameId?: string | undefined;
}

/** Private domain names are found by their id too. Throws NotFoundException. */
export async function findDomainName(
  gateway: Gateway,
  input: DomainNameReference,
  context: CallContext,
): Promise<Stored<DomainName>> {
  const key = domainNameKey(required(input.domainName, 'domainName'), input.domainNameId);
  const found = await gateway.domainNames.get(scopeOf(context), key);
  if (found === undefined) throw errors.domainNameNotFound();
  return found;
}

/** The private domain name of an ARN, in whatever account. */
export async function findSharedDomainName(
  gateway: Gateway,
  domainNameArn: string,
): Promise<Stored<DomainName> | undefined> {
  const arn = parseArn(domainNameArn);
  if (arn?.service !== 'apigateway' || !arn.resource.startsWith('/domainnames/')) return undefined;
  const { region, account } = arn;
  return gateway.domainNames.get({ region, account }, arn.resource.slice('/domainnames/'.length));
}
