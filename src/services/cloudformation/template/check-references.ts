import { isPseudoParameter } from './pseudo-parameters.ts';
import { type Reference, referencesIn } from './references.ts';
import type { Template } from './template.ts';
import { formatError, templateError } from './validation-error.ts';
import { isList, isObject, type TemplateValue } from './value.ts';

/**
 * Checks that whatever a template refers to is in it: resources, parameters, conditions and mappings, whatever the
 * parameters' values. Throws ValidationError with CloudFormation's texts.
 */
export function checkReferences(template: Template): void {
  checkConditions(template);
  const unresolved = new Set<string>();
  for (const resource of template.resources.values()) {
    requireCondition(template, resource.condition, 'Resources');
    for (const id of resource.dependsOn) if (!template.resources.has(id)) unresolved.add(id);
    const references = referencesIn([resource.properties, resource.metadata ?? {}]);
    for (const reference of references) checkReference(template, reference, unresolved);
  }
  if (unresolved.size > 0)
    throw formatError(
      `Unresolved resource dependencies [${[...unresolved].join(', ')}] in the Resources block of the template`,
    );
  for (const output of template.outputs.values()) {
    requireCondition(template, output.condition, 'Outputs');
    for (const reference of referencesIn([output.value, output.exportName ?? '']))
      checkReference(template, reference, unresolved);
  }
  if (unresolved.size > 0)
    throw formatError(
      `Unresolved resource dependencies [${[...unresolved].join(', ')}] in the Outputs block of the template`,
    );
}

function checkReference(template: Template, reference: Reference, unresolved: Set<string>): void {
  switch (reference.by) {
    case 'Ref':
      if (!isKnown(template, reference.name)) unresolved.add(reference.name);
      return;
    case 'Fn::GetAtt':
      if (!template.resources.has(reference.name))
        throw templateError(`instance of Fn::GetAtt references undefined resource ${reference.name}`);
      return;
    case 'Fn::Sub':
      if (!template.resources.has(reference.name))
        throw templateError(
          `instance of Fn::Sub references invalid resource attribute ${reference.name}.${reference.attribute}`,
        );
      return;
    case 'Fn::If':
      if (!template.conditions.has(reference.condition))
        throw templateError(`unresolved condition dependency ${reference.condition} in Fn::If`);
      return;
    case 'Fn::FindInMap':
      if (!template.mappings.has(reference.mapping))
        throw templateError(
          `Mapping named '${reference.mapping}' is not present in the 'Mappings' section of template.`,
        );
  }
}

function isKnown(template: Template, name: string): boolean {
  return template.parameters.has(name) || template.resources.has(name) || isPseudoParameter(name);
}

function requireCondition(template: Template, condition: string | undefined, block: string): void {
  if (condition !== undefined && !template.conditions.has(condition))
    throw formatError(`Unresolved condition dependency ${condition} in the ${block} block of the template`);
}

function checkConditions(template: Template): void {
  const unresolved = new Set<string>();
  for (const condition of template.conditions.values())
    for (const reference of conditionReferences(condition)) {
      if (reference.by === 'Ref') {
        if (!template.parameters.has(reference.name) && !isPseudoParameter(reference.name))
          unresolved.add(reference.name);
      } else if (reference.by === 'Fn::GetAtt' || reference.by === 'Fn::Sub') unresolved.add(reference.name);
      else checkReference(template, reference, unresolved);
    }
  if (unresolved.size > 0)
    throw formatError(
      `Unresolved dependencies [${[...unresolved].join(', ')}]. Cannot reference resources in the Conditions block of the template`,
    );
  checkConditionCycles(template);
}

/** References of a condition; the boolean functions, which values don't have, are looked into. */
function conditionReferences(condition: TemplateValue): Reference[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([name, argument]): Reference[] => {
    if (name === 'Fn::Equals') return referencesIn(argument);
    return isList(argument) ? argument.flatMap(conditionReferences) : [];
  });
}

/** Names of the conditions that a condition is made of. */
function conditionsIn(condition: TemplateValue): string[] {
  if (isList(condition)) return condition.flatMap(conditionsIn);
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([name, argument]) =>
    name === 'Condition' && typeof argument === 'string' ? [argument] : conditionsIn(argument),
  );
}

function checkConditionCycles(template: Template): void {
  const done = new Set<string>();
  const visit = (name: string, within: readonly string[]): void => {
    if (done.has(name)) return;
    const from = within.at(-1);
    if (within.includes(name))
      throw templateError(`Found circular condition dependency between ${name} and ${from}`);
    const condition = template.conditions.get(name);
    if (condition === undefined)
      throw formatError(`Unresolved condition dependency ${name} in the Conditions block of the template`);
    for (const one of conditionsIn(condition)) visit(one, [...within, name]);
    done.add(name);
  };
  for (const name of template.conditions.keys()) visit(name, []);
}
