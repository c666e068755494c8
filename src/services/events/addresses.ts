import { formatArn, parseArn } from '../../identity/arn.ts';
import type { Scope } from '../../store/store.ts';
import { resourceDoesNotExist, validation } from './errors.ts';

export const DEFAULT_BUS = 'default';

/** An event bus, of this account or of another. */
export interface BusAddress extends Scope {
  readonly busName: string;
}

export interface RuleAddress extends BusAddress {
  readonly ruleName: string;
}

/** A bus by its name or ARN; the default one when there is none. Throws ValidationException. */
export function busAddress(nameOrArn: string | undefined, { account, region }: Scope): BusAddress {
  if (nameOrArn === undefined || !nameOrArn.startsWith('arn:')) {
    return { account, region, busName: nameOrArn ?? DEFAULT_BUS };
  }
  const arn = parseArn(nameOrArn);
  const busName = arn?.resource.startsWith('event-bus/') ? arn.resource.slice('event-bus/'.length) : '';
  if (arn?.service !== 'events' || busName === '') {
    throw validation(`Parameter ${nameOrArn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  return { account: arn.account, region: arn.region, busName };
}

export function busArn({ account, region, busName }: BusAddress): string {
  return formatArn('events', region, account, `event-bus/${busName}`);
}

export function ruleAddress(rule: string | undefined, bus: string | undefined, scope: Scope): RuleAddress {
  return { ...busAddress(bus, scope), ruleName: rule ?? '' };
}

export function ruleArn({ account, region, busName, ruleName }: RuleAddress): string {
  const name = busName === DEFAULT_BUS ? ruleName : `${busName}/${ruleName}`;
  return formatArn('events', region, account, `rule/${name}`);
}

/** Of a record. */
export function ruleId({ busName, ruleName }: Pick<RuleAddress, 'busName' | 'ruleName'>): string {
  return `${busName}/${ruleName}`;
}

/** What a tagging call names. Throws ResourceNotFoundException. */
export function taggedResource(text: string | undefined): BusAddress | RuleAddress {
  const arn = parseArn(text ?? '');
  const [kind, ...names] = arn?.resource.split('/') ?? [];
  const name = names.join('/');
  if (arn?.service !== 'events' || name === '') throw resourceDoesNotExist(text ?? '');
  const scope = { account: arn.account, region: arn.region };
  if (kind === 'event-bus') return { ...scope, busName: name };
  if (kind !== 'rule') throw resourceDoesNotExist(text ?? '');
  const [bus, rule] = names.length > 1 ? [names.slice(0, -1).join('/'), names.at(-1)] : [DEFAULT_BUS, name];
  return { ...scope, busName: bus, ruleName: rule ?? '' };
}
