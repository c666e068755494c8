import type { Scope } from '../../../store/store.ts';
import { resourceTypes } from '../resource-types/all-types.ts';
import { type BoundTemplate, bindTemplate } from '../template/bind.ts';
import { checkReferences } from '../template/check-references.ts';
import { type GivenParameter, parameterTexts } from '../template/parameter-values.ts';
import { parseTemplate } from '../template/parse-template.ts';
import type { StackIdentity } from '../template/pseudo-parameters.ts';
import { referencesIn } from '../template/references.ts';
import type { Template } from '../template/template.ts';
import { formatError, templateError, validationError } from '../template/validation-error.ts';
import { requireCapabilities } from './capabilities.ts';
import type { StackRecord, StackSettings, Tag } from './records.ts';
import type { StackStore } from './stack-store.ts';

/** What requests that make or change stacks have in common. */
export interface StackRequest {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly GivenParameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

/** What a stack shall be. */
export interface Prepared {
  readonly settings: StackSettings;
  readonly target: BoundTemplate;
}

/** Reads a template and checks all of it that does not depend on parameters. Throws ValidationError. */
export async function readCheckedTemplate(body: string): Promise<Template> {
  const template = await parseTemplate(body);
  const types = new Set([...template.resources.values()].map((one) => one.type));
  const unknown = [...types].filter((type) => !resourceTypes.has(type));
  if (unknown.length > 0) throw formatError(`Unrecognized resource types: [${unknown.join(', ')}]`);
  checkReferences(template);
  checkAttributes(template);
  return template;
}

/** The text of a request's template, which `withTemplateBody` has fetched where it lies elsewhere. Throws ValidationError. */
export function templateBody(request: StackRequest, previous?: string): string {
  const given = request.UsePreviousTemplate === true ? previous : request.TemplateBody;
  if (given === undefined || (request.UsePreviousTemplate === true && request.TemplateBody !== undefined))
    throw validationError('Either Template URL or Template Body must be specified.');
  return given;
}

/**
 * Reads and checks a request for what a stack shall be. Throws ValidationError or InsufficientCapabilitiesException.
 *
 * @param previous the stack as it is, for requests that take over its template, parameters or other settings
 */
export async function prepare(
  store: StackStore,
  scope: Scope,
  request: StackRequest,
  identity: StackIdentity,
  previous?: StackRecord,
): Promise<Prepared> {
  const body = templateBody(request, previous?.templateBody);
  const template = await readCheckedTemplate(body);
  requireAllowedTypes(template, request.ResourceTypes);
  const known = previous && new Map(previous.parameters.map((one) => [one.name, one.text]));
  const texts = parameterTexts(template.parameters, request.Parameters ?? [], known);
  requireCapabilities(template, request.Capabilities ?? []);
  const target = bindTemplate(template, texts, identity, await store.exportValues(scope));
  const roleArn = request.RoleARN ?? previous?.roleArn;
  return {
    settings: {
      templateBody: body,
      ...(template.description !== undefined && { description: template.description }),
      parameters: [...texts].map(([name, text]) => ({
        name,
        text,
        noEcho: template.parameters.get(name)?.noEcho === true,
      })),
      tags: request.Tags === undefined ? (previous?.tags ?? []) : readTags(request.Tags),
      capabilities: request.Capabilities ?? [],
      notificationArns: [...identity.notificationArns],
      ...(roleArn !== undefined && { roleArn }),
    },
    target,
  };
}

/** What the stack's present template says, for comparison with a new one. */
export async function bindPresent(
  store: StackStore,
  scope: Scope,
  stack: StackRecord,
  identity: StackIdentity,
): Promise<BoundTemplate> {
  const template = await parseTemplate(stack.templateBody);
  const texts = new Map(stack.parameters.map((one) => [one.name, one.text]));
  return bindTemplate(template, texts, identity, await store.exportValues(scope));
}

function checkAttributes(template: Template): void {
  const values = [
    ...[...template.resources.values()].flatMap((one) => [one.properties, one.metadata ?? {}]),
    ...[...template.outputs.values()].map((one) => one.value),
  ];
  for (const reference of referencesIn(values)) {
    if (reference.by !== 'Fn::GetAtt' && reference.by !== 'Fn::Sub') continue;
    const type = resourceTypes.get(template.resources.get(reference.name)?.type ?? '');
    if (type === undefined || reference.attribute === '' || type.attributes.includes(reference.attribute))
      continue;
    throw templateError(
      `resource ${reference.name} does not support attribute type ${reference.attribute} in ${reference.by}`,
    );
  }
}

function requireAllowedTypes(template: Template, allowed: readonly string[] | undefined): void {
  if (allowed === undefined || allowed.length === 0) return;
  for (const { type } of template.resources.values()) {
    const matches = allowed.some((one) =>
      one.endsWith('::*') ? type.startsWith(one.slice(0, -1)) : one === type,
    );
    if (!matches)
      throw validationError(
        `Resource type ${type} is not allowed by parameter ResourceTypes [${allowed.join(', ')}]`,
      );
  }
}

function readTags(tags: NonNullable<StackRequest['Tags']>): Tag[] {
  const seen = new Set<string>();
  return tags.map(({ Key = '', Value = '' }) => {
    if (Key === '') throw validationError('Tag keys must not be empty.');
    if (Key.toLowerCase().startsWith('aws:'))
      throw validationError(`Tag key ${Key} is not allowed: keys that begin with aws: are reserved.`);
    if (seen.has(Key)) throw validationError(`Duplicate tag keys found: ${Key}`);
    seen.add(Key);
    return { Key, Value };
  });
}
