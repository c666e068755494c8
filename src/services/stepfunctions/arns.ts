import { formatArn, parseArn } from '../../identity/arn.ts';
import type { Scope } from '../../store/store.ts';
import { invalidArn, invalidName } from './errors.ts';

/** A state machine as an ARN names it. */
export interface MachineAddress extends Scope {
  readonly machineName: string;
}

/** An execution of a STANDARD machine as an ARN names it. */
export interface ExecutionAddress extends MachineAddress {
  readonly executionName: string;
}

export function machineArn({ account, region, machineName }: MachineAddress): string {
  return formatArn('states', region, account, `stateMachine:${machineName}`);
}

export function executionArn({ account, region, machineName, executionName }: ExecutionAddress): string {
  return formatArn('states', region, account, `execution:${machineName}:${executionName}`);
}

/** @param id tells executions of the same name apart */
export function expressArn(
  { account, region, machineName, executionName }: ExecutionAddress,
  id: string,
): string {
  return formatArn('states', region, account, `express:${machineName}:${executionName}:${id}`);
}

/** Throws InvalidArn. */
export function readMachineArn(arn: string | undefined): MachineAddress {
  const { scope, kind, names } = readArn(arn ?? '');
  if (kind !== 'stateMachine') throw invalidArn(`Resource type not valid in this context: ${kind}`);
  const [machineName, qualifier] = names;
  if (machineName === undefined || qualifier !== undefined || !isName(machineName))
    throw invalidArn(arn ?? '');
  return { ...scope, machineName };
}

/** Throws InvalidArn, also for executions of EXPRESS machines, which are not kept. */
export function readExecutionArn(arn: string | undefined): ExecutionAddress {
  const { scope, kind, names } = readArn(arn ?? '');
  if (kind !== 'execution') throw invalidArn(`Resource type not valid in this context: ${kind}`);
  const [machineName, executionName, more] = names;
  const complete = machineName !== undefined && executionName !== undefined && more === undefined;
  if (!complete || !isName(machineName) || !isName(executionName)) throw invalidArn(arn ?? '');
  return { ...scope, machineName, executionName };
}

function readArn(text: string): { scope: Scope; kind: string; names: string[] } {
  const arn = parseArn(text);
  if (arn?.service !== 'states') throw invalidArn(`Invalid ARN prefix: ${text}`);
  const [kind = '', ...names] = arn.resource.split(':');
  return { scope: { account: arn.account, region: arn.region }, kind, names };
}

/**
 * Names of machines and executions: 1 to 80 characters, no white space, no `? * < > { } [ ] " # % \ ^ | ~ ` $ & , ; : /`,
 * no control characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export function isName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= 80 &&
    !/[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\ufffe\uffff]/u.test(name)
  );
}

/** Throws InvalidName. */
export function requireName(name: string): void {
  if (!isName(name)) throw invalidName(name);
}
