import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { isJsonObject, type Json, type JsonObject, member } from '../definition/json.ts';

/**
 * A machine without machines in it, as the library runs it. Waits, tasks, Map and Parallel are tasks that we do, and each
 * state is entered by a gate, a task of its own: so that every transition is counted, bounded and yields to others, and
 * so that what is aborted ends.
 */
export interface FlatMachine {
  readonly definition: StateMachineDefinition;
  /** By the names of the library's task states. */
  readonly plans: ReadonlyMap<string, Plan>;
}

/** What is to be done at a task of the library's. */
export type Plan =
  | { readonly kind: 'gate'; readonly state: string; readonly type: string }
  | { readonly kind: 'task'; readonly state: string; readonly resource: string }
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'map';
      readonly state: string;
      readonly machine: FlatMachine;
      readonly limit: number;
      /** Whether the machine begins by making its input from Map's. */
      readonly selects: boolean;
    }
  | { readonly kind: 'parallel'; readonly machines: readonly FlatMachine[] };

/** Longest time that timers have, in seconds; the library would take more for none. */
const LONGEST = 2_147_483;
const GATE = '\0';
const SELECTOR = '\u0001';

/** @param definition one that the library finds valid */
export function flatMachine(definition: JsonObject, selector?: Json): FlatMachine {
  const states: JsonObject = Object.create(null);
  const plans = new Map<string, Plan>();
  for (const [name, state] of Object.entries(objectOf(definition, 'States'))) {
    if (!isJsonObject(state)) continue;
    const type = String(member(state, 'Type'));
    states[GATE + name] = doneByUs({ Next: name });
    plans.set(GATE + name, { kind: 'gate', state: name, type });
    states[name] = flatState(name, type, throughGates(renamed(state)), plans);
  }
  const start = GATE + String(member(definition, 'StartAt'));
  if (selector !== undefined) states[SELECTOR] = { Type: 'Pass', Parameters: selector, Next: start };
  const flat = { StartAt: selector === undefined ? start : SELECTOR, States: states };
  // Made of a valid definition's states, which are taken over or become tasks.
  return { definition: flat as unknown as StateMachineDefinition, plans };
}

function flatState(name: string, type: string, state: JsonObject, plans: Map<string, Plan>): JsonObject {
  switch (type) {
    case 'Task':
      plans.set(name, { kind: 'task', state: name, resource: String(member(state, 'Resource')) });
      return {
        ...state,
        ...('TimeoutSeconds' in state || 'TimeoutSecondsPath' in state ? shortened(state) : UNLIMITED),
      };
    case 'Wait':
      plans.set(name, { kind: 'wait' });
      return doneByUs(state, waitParameters(state));
    case 'Map':
      plans.set(name, mapPlan(name, state));
      return doneByUs(state, {
        'items.$': member(state, 'ItemsPath') ?? '$',
        'input.$': '$',
        ...('MaxConcurrencyPath' in state && { 'limit.$': member(state, 'MaxConcurrencyPath') ?? 0 }),
      });
    case 'Parallel': {
      const branches = member(state, 'Branches');
      const machines = (Array.isArray(branches) ? branches : []).filter(isJsonObject);
      plans.set(name, { kind: 'parallel', machines: machines.map((branch) => flatMachine(branch)) });
      return doneByUs(state, member(state, 'Parameters'));
    }
    case 'Pass':
      return passState(state);
    case 'Fail':
      // Where a definition gives none, the library would make up texts of its own.
      return {
        ...state,
        ...(!('ErrorPath' in state) && { Error: member(state, 'Error') ?? '' }),
        ...(!('CausePath' in state) && { Cause: member(state, 'Cause') ?? '' }),
      };
    default:
      return state;
  }
}

function mapPlan(name: string, state: JsonObject): Plan {
  const machine = objectOf(state, 'ItemProcessor' in state ? 'ItemProcessor' : 'Iterator');
  const selector = member(state, 'ItemSelector') ?? member(state, 'Parameters');
  const limit = member(state, 'MaxConcurrency');
  return {
    kind: 'map',
    state: name,
    machine: flatMachine(machine, selector),
    limit: typeof limit === 'number' ? limit : 0,
    selects: selector !== undefined,
  };
}

const UNLIMITED = { TimeoutSeconds: LONGEST };

function shortened(state: JsonObject): JsonObject {
  const seconds = member(state, 'TimeoutSeconds');
  return typeof seconds === 'number' ? { TimeoutSeconds: Math.min(seconds, LONGEST) } : {};
}

/** Members that the library keeps to itself when the state is a task. */
const KEPT = ['InputPath', 'ResultSelector', 'OutputPath', 'ResultPath', 'Retry', 'Catch', 'Next', 'End'];

function doneByUs(state: JsonObject, parameters?: Json): JsonObject {
  const kept = Object.entries(state).filter(([name]) => KEPT.includes(name));
  return {
    ...Object.fromEntries(kept),
    Type: 'Task',
    Resource: '',
    ...UNLIMITED,
    ...(parameters !== undefined && { Parameters: parameters }),
  };
}

function waitParameters(state: JsonObject): JsonObject {
  const until: JsonObject = {};
  for (const [from, to] of [
    ['Seconds', 'seconds'],
    ['SecondsPath', 'seconds.$'],
    ['Timestamp', 'timestamp'],
    ['TimestampPath', 'timestamp.$'],
  ] as const) {
    const value = member(state, from);
    if (value !== undefined) until[to] = value;
  }
  return { ...until, 'input.$': '$' };
}

/** The library overlooks results that JavaScript takes for false. */
function passState(state: JsonObject): JsonObject {
  const result = member(state, 'Result');
  if (result === undefined || result) return state;
  const { Result: _none, ...rest } = state;
  return { ...rest, Parameters: result };
}

/**
 * The library changes `$$.Execution` in machines within machines, so that definitions read `$$.Run`, which is the same
 * everywhere. Machines within the state are left for when they are flattened themselves.
 */
function renamed(state: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      MACHINES.has(name) || name === 'Result' ? value : renamedValue(name, value),
    ]),
  );
}

const MACHINES: ReadonlySet<string> = new Set(['Branches', 'ItemProcessor', 'Iterator']);

function renamedValue(name: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => renamedValue('', one));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamedValue(key, one)]));
  }
  const evaluated = name.endsWith('.$') || name.endsWith('Path') || name === 'Variable';
  return typeof value === 'string' && evaluated ? value.replaceAll('$$.Execution', '$$$$.Run') : value;
}

/** Sends transitions through gates, and says what the library misreads in words that it knows. */
function throughGates(state: JsonObject): JsonObject {
  const flat: JsonObject = { ...state };
  for (const name of ['Next', 'Default']) {
    const target = member(flat, name);
    if (typeof target === 'string') flat[name] = GATE + target;
  }
  fixResultPath(flat);
  const choices = member(flat, 'Choices');
  if (Array.isArray(choices))
    flat.Choices = choices.map((rule) => (isJsonObject(rule) ? choiceRule(rule) : rule));
  const catchers = member(flat, 'Catch');
  if (Array.isArray(catchers)) {
    flat.Catch = catchers.map((one) => {
      if (!isJsonObject(one)) return one;
      const catcher: JsonObject = { ...one, Next: GATE + String(member(one, 'Next')) };
      fixResultPath(catcher);
      return catcher;
    });
  }
  const retriers = member(flat, 'Retry');
  if (Array.isArray(retriers)) flat.Retry = retriers.map((one) => (isJsonObject(one) ? retrier(one) : one));
  return flat;
}

/** The library writes to a member `$` for `$`, which is the same as none, and wants `['a']` for `$['a']`. */
function fixResultPath(holder: JsonObject): void {
  const path = member(holder, 'ResultPath');
  if (path === '$') delete holder.ResultPath;
  else if (typeof path === 'string' && path.startsWith('$[')) holder.ResultPath = path.slice(1);
}

/** The library's tests of a type are never true where the definition says `false`. */
function choiceRule(rule: JsonObject): JsonObject {
  const { Next, ...condition } = rule;
  return {
    ...choiceCondition(condition),
    ...(typeof Next === 'string' && { Next: GATE + Next }),
  };
}

function choiceCondition(rule: JsonObject): JsonObject {
  for (const name of ['And', 'Or'] as const) {
    const parts = member(rule, name);
    if (Array.isArray(parts)) {
      return { [name]: parts.map((part) => (isJsonObject(part) ? choiceCondition(part) : part)) };
    }
  }
  const negated = member(rule, 'Not');
  if (isJsonObject(negated)) return { Not: choiceCondition(negated) };
  const test = Object.keys(rule).find((name) => name.startsWith('Is') && rule[name] === false);
  return test === undefined ? rule : { Not: { ...rule, [test]: true } };
}

function retrier(given: JsonObject): JsonObject {
  const longest = member(given, 'MaxDelaySeconds');
  return { ...given, MaxDelaySeconds: Math.min(typeof longest === 'number' ? longest : LONGEST, LONGEST) };
}

function objectOf(holder: JsonObject, name: string): JsonObject {
  const value = member(holder, name);
  return isJsonObject(value) ? value : {};
}
