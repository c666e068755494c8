import { depthOf, isJsonObject, type Json, type JsonObject, member } from './json.ts';
import { isIntrinsicFunction, isPath, isReferencePath } from './path-expression.ts';

/** Why a definition is refused, in the words of the error's message. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** Deeper definitions are refused before they are read. */
const MAXIMUM_DEPTH = 200;

/** What the engine does not offer, by member of a state. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  Arguments: 'JSONata',
  Assign: 'Variables',
  Credentials: 'Running a task by another role',
  HeartbeatSeconds: 'Heartbeats',
  HeartbeatSecondsPath: 'Heartbeats',
  ItemBatcher: 'Distributed Map',
  ItemReader: 'Distributed Map',
  Items: 'JSONata',
  Output: 'JSONata',
  ResultWriter: 'Distributed Map',
  ToleratedFailureCount: 'Distributed Map',
  ToleratedFailureCountPath: 'Distributed Map',
  ToleratedFailurePercentage: 'Distributed Map',
  ToleratedFailurePercentagePath: 'Distributed Map',
};

const TEMPLATES: ReadonlySet<string> = new Set(['Parameters', 'ItemSelector', 'ResultSelector']);
/** Members that hold a machine, machines or plain data of their own. */
const NOT_PATHS: ReadonlySet<string> = new Set([
  ...TEMPLATES,
  'Result',
  'Branches',
  'ItemProcessor',
  'Iterator',
]);

/**
 * Reads the JSON of a definition and refuses what the engine does not offer and paths that it must not evaluate. Whether
 * the definition makes sense otherwise, the engine says. Throws DefinitionError.
 */
export function readDefinition(text: string): JsonObject {
  if (depthOf(text) > MAXIMUM_DEPTH) throw new DefinitionError('INVALID_JSON_DESCRIPTION: nested too deeply');
  const definition = parse(text);
  if (!isJsonObject(definition)) {
    throw new DefinitionError('INVALID_JSON_DESCRIPTION: A state machine is described by a JSON object');
  }
  checkMachine(definition, '');
  return definition;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DefinitionError(`INVALID_JSON_DESCRIPTION: ${reason}`);
  }
}

function checkMachine(machine: JsonObject, place: string): void {
  requireJsonPath(machine, place);
  const states = member(machine, 'States');
  if (!isJsonObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (isJsonObject(state)) checkState(state, `${place}/States/${name}`);
  }
}

function checkState(state: JsonObject, place: string): void {
  requireJsonPath(state, place);
  for (const [name, what] of Object.entries(NOT_OFFERED)) {
    if (Object.hasOwn(state, name)) throw notOffered(what, `${place}/${name}`);
  }
  for (const name of TEMPLATES) checkTemplate(member(state, name), `${place}/${name}`);
  for (const [name, value] of Object.entries(state)) {
    if (!NOT_PATHS.has(name)) checkPaths(name, value, `${place}/${name}`);
  }
  for (const name of ['ItemProcessor', 'Iterator']) {
    const machine = member(state, name);
    if (!isJsonObject(machine)) continue;
    const configuration = member(machine, 'ProcessorConfig');
    if (isJsonObject(configuration) && (member(configuration, 'Mode') ?? 'INLINE') !== 'INLINE') {
      throw notOffered('Distributed Map', `${place}/${name}/ProcessorConfig/Mode`);
    }
    checkMachine(machine, `${place}/${name}`);
  }
  const branches = member(state, 'Branches');
  if (!Array.isArray(branches)) return;
  for (const [index, branch] of branches.entries()) {
    if (isJsonObject(branch)) checkMachine(branch, `${place}/Branches/${index}`);
  }
}

/** Of a state, a choice rule, a retrier or a catcher: what is named a path must be one. */
function checkPaths(name: string, value: Json, place: string): void {
  if (name === 'ResultPath') {
    if (typeof value === 'string' && !isReferencePath(value)) throw invalidPath('Reference Path', place);
  } else if (typeof value === 'string' && (name === 'Variable' || name.endsWith('Path'))) {
    if (!isPath(value)) throw invalidPath('JSONPath', place);
  } else if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) checkPaths('', one, `${place}/${index}`);
  } else if (isJsonObject(value)) {
    for (const [key, one] of Object.entries(value)) checkPaths(key, one, `${place}/${key}`);
  }
}

function checkTemplate(value: Json | undefined, place: string): void {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) checkTemplate(one, `${place}/${index}`);
  } else if (isJsonObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (!key.endsWith('.$')) checkTemplate(one, `${place}/${key}`);
      else if (typeof one !== 'string' || !(isPath(one) || isIntrinsicFunction(one))) {
        throw invalidPath('JSONPath or intrinsic function expression', `${place}/${key}`);
      }
    }
  }
}

function requireJsonPath(holder: JsonObject, place: string): void {
  if ((member(holder, 'QueryLanguage') ?? 'JSONPath') !== 'JSONPath') {
    throw notOffered('JSONata', `${place}/QueryLanguage`);
  }
}

function notOffered(what: string, place: string): DefinitionError {
  return new DefinitionError(`NOT_SUPPORTED: ${what} is not offered here at ${place}`);
}

function invalidPath(what: string, place: string): DefinitionError {
  const field = place.slice(place.lastIndexOf('/') + 1);
  return new DefinitionError(
    `SCHEMA_VALIDATION_FAILED: The value for the field '${field}' must be a valid ${what} without script and filter expressions at ${place}`,
  );
}
