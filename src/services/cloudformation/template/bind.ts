import { conditionHolds } from './condition-holds.ts';
import { requireNoCycle } from './cycles.ts';
import { evaluate, evaluateObject } from './evaluate.ts';
import type { EvaluationScope } from './functions/scope.ts';
import { parameterValue } from './parameter-values.ts';
import { pseudoParameters, type StackIdentity } from './pseudo-parameters.ts';
import type { DeletionPolicy } from './read-resources.ts';
import { referencesIn } from './references.ts';
import type { Template } from './template.ts';
import { formatError, templateError, validationError } from './validation-error.ts';
import { isScalar, sameValue, type TemplateObject, type TemplateValue } from './value.ts';
import { writtenLimit } from './written-limit.ts';

/** A resource to be made: only references to other resources are left to be carried out in its properties. */
export interface BoundResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: TemplateObject;
  /** The properties with the values of NoEcho parameters masked; absent when that is no different. */
  readonly shownProperties?: TemplateObject;
  readonly metadata?: TemplateObject;
  /** Logical ids of what must exist before it, by DependsOn and by references. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: 'Delete' | 'Retain';
}

export interface BoundOutput {
  readonly key: string;
  readonly value: TemplateValue;
  readonly description?: string;
  readonly exportName?: string;
}

/** A template with its parameters, conditions and mappings carried out for one stack. */
export interface BoundTemplate {
  readonly resources: readonly BoundResource[];
  readonly outputs: readonly BoundOutput[];
  /** Names of the exports of other stacks that were imported. */
  readonly imports: readonly string[];
}

/**
 * Carries out what does not depend on resources. The template has passed `checkReferences`.
 * Throws ValidationError for what can't be resolved and for circular dependencies.
 *
 * @param texts the text of every parameter
 * @param exports values of all exports of the account and region, by name
 */
export function bindTemplate(
  template: Template,
  texts: ReadonlyMap<string, string>,
  identity: StackIdentity,
  exports: ReadonlyMap<string, string>,
): BoundTemplate {
  const imports = new Set<string>();
  const scope = bindingScope(template, texts, identity, exports, imports);
  const masked = maskedTexts(template, texts);
  const shown = masked && bindingScope(template, masked, identity, exports, imports, scope.condition);
  const declarations = [...template.resources.values()].filter(
    ({ condition }) => condition === undefined || scope.condition(condition),
  );
  const existing = new Set(declarations.map((one) => one.logicalId));
  const resources = declarations.map((declaration): BoundResource => {
    const { logicalId, type, metadata, deletionPolicy, updateReplacePolicy } = declaration;
    const properties = evaluateObject(declaration.properties, scope);
    const boundMetadata = metadata && evaluateObject(metadata, scope);
    const referenced = resourceReferences([properties, boundMetadata ?? {}]);
    requireExisting(referenced, existing, 'Resources');
    const dependsOn = [...new Set([...declaration.dependsOn, ...referenced])].filter((id) =>
      existing.has(id),
    );
    return {
      logicalId,
      type,
      properties,
      ...(shown && showing(declaration.properties, properties, shown)),
      ...(boundMetadata !== undefined && { metadata: boundMetadata }),
      dependsOn,
      deletionPolicy,
      updateReplacePolicy,
    };
  });
  requireNoCycle(resources);
  return { resources, outputs: bindOutputs(template, scope, existing), imports: [...imports] };
}

function bindOutputs(
  template: Template,
  scope: EvaluationScope,
  existing: ReadonlySet<string>,
): BoundOutput[] {
  const outputs: BoundOutput[] = [];
  for (const { key, condition, value: written, description, exportName } of template.outputs.values()) {
    if (condition !== undefined && !scope.condition(condition)) continue;
    const value = evaluate(written, scope);
    if (value === undefined) continue;
    requireExisting(resourceReferences(value), existing, 'Outputs');
    const name = exportName === undefined ? undefined : evaluate(exportName, scope);
    if (name !== undefined && !isScalar(name))
      throw formatError(
        `Output ${key} is malformed. The Name field of every Export member must be a string.`,
      );
    outputs.push({
      key,
      value,
      ...(description !== undefined && { description }),
      ...(name !== undefined && { exportName: String(name) }),
    });
  }
  return outputs;
}

function bindingScope(
  template: Template,
  texts: ReadonlyMap<string, string>,
  identity: StackIdentity,
  exports: ReadonlyMap<string, string>,
  imports: Set<string>,
  conditionValue?: (name: string) => boolean,
): EvaluationScope {
  const values = pseudoParameters(identity);
  for (const [name, declaration] of template.parameters)
    values.set(name, parameterValue(declaration, texts.get(name) ?? ''));
  const held = new Map<string, boolean>();
  const scope: EvaluationScope = {
    mappings: template.mappings,
    countWritten: writtenLimit(),
    parameter: (name) => values.get(name),
    reference: () => undefined,
    attribute: () => undefined,
    condition:
      conditionValue ??
      ((name) => {
        const known = held.get(name);
        if (known !== undefined) return known;
        const condition = template.conditions.get(name);
        if (condition === undefined) throw templateError(`unresolved condition dependency ${name}`);
        const value = conditionHolds(condition, scope);
        held.set(name, value);
        return value;
      }),
    importedValue: (name) => {
      const value = exports.get(name);
      if (value === undefined) throw validationError(`No export named ${name} found.`);
      imports.add(name);
      return value;
    },
  };
  // Every condition is carried out, used or not, so that errors in them are found.
  for (const name of template.conditions.keys()) scope.condition(name);
  return scope;
}

function maskedTexts(
  template: Template,
  texts: ReadonlyMap<string, string>,
): Map<string, string> | undefined {
  if (![...template.parameters.values()].some((one) => one.noEcho)) return undefined;
  return new Map(
    [...texts].map(([name, text]) => [name, template.parameters.get(name)?.noEcho === true ? '****' : text]),
  );
}

/** The properties as they may be shown, when that is not as they are. */
function showing(
  written: TemplateObject,
  properties: TemplateObject,
  shown: EvaluationScope,
): { shownProperties: TemplateObject } | undefined {
  try {
    const shownProperties = evaluateObject(written, shown);
    return sameValue(shownProperties, properties) ? undefined : { shownProperties };
  } catch {
    // A function chose by a masked value, which can't be shown.
    return { shownProperties: {} };
  }
}

/** Logical ids that a bound value still refers to. */
function resourceReferences(value: TemplateValue): string[] {
  return referencesIn(value).flatMap((reference) => ('name' in reference ? [reference.name] : []));
}

function requireExisting(referenced: readonly string[], existing: ReadonlySet<string>, block: string): void {
  const missing = [...new Set(referenced.filter((id) => !existing.has(id)))];
  if (missing.length > 0)
    throw formatError(
      `Unresolved resource dependencies [${missing.join(', ')}] in the ${block} block of the template`,
    );
}
