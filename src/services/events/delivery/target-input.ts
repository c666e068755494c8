import type { RuleRecord, TargetRecord } from '../records.ts';
import { parseJsonPath, valueAt } from './json-path.ts';

/** What a target gets of an event: JSON text, or text where a template makes such. */
export function targetInput(
  target: TargetRecord,
  event: Readonly<Record<string, unknown>>,
  rule: Pick<RuleRecord, 'arn' | 'name'>,
  now: number,
): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) {
    const found = valueAt(event, parseJsonPath(target.inputPath) ?? []);
    return found === undefined ? 'null' : JSON.stringify(found);
  }
  if (!target.inputTransformer) return JSON.stringify(event);
  const { inputPathsMap, inputTemplate } = target.inputTransformer;
  const variables = new Map<string, unknown>(
    Object.entries(inputPathsMap).map(([name, path]) => [name, valueAt(event, parseJsonPath(path) ?? [])]),
  );
  const { detail: _none, ...withoutDetail } = event;
  variables.set('aws.events.rule-arn', rule.arn);
  variables.set('aws.events.rule-name', rule.name);
  variables.set('aws.events.event.ingestion-time', new Date(now).toISOString());
  variables.set('aws.events.event', withoutDetail);
  variables.set('aws.events.event.json', event);
  return transformed(inputTemplate, variables);
}

/** Names between `<` and `>`; what is no variable stays as it is. */
const VARIABLE = /<([A-Za-z0-9_.-]{1,256})>/y;

/**
 * Puts variables into a template: as text within JSON strings, as JSON elsewhere. A variable that the event lacks is empty.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function transformed(template: string, variables: ReadonlyMap<string, unknown>): string {
  let result = '';
  let quoted = false;
  for (let index = 0; index < template.length; index++) {
    const character = template.charAt(index);
    VARIABLE.lastIndex = index;
    const name = character === '<' ? VARIABLE.exec(template)?.[1] : undefined;
    if (name !== undefined && variables.has(name)) {
      result += quoted ? withinString(variables.get(name)) : alone(variables.get(name));
      index += name.length + 1;
    } else {
      result += character;
      if (character === '\\' && quoted) result += template.charAt(++index);
      else if (character === '"') quoted = !quoted;
    }
  }
  return result;
}

function alone(value: unknown): string {
  return value === undefined ? '""' : JSON.stringify(value);
}

function withinString(value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
}
