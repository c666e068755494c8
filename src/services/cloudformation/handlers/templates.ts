import type { Scope } from '../../../store/store.ts';
import { requiredCapabilities } from '../stacks/capabilities.ts';
import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import { findChangeSet } from '../stacks/find-change-set.ts';
import { readCheckedTemplate, templateBody } from '../stacks/prepare.ts';
import { type StackStore, uuidOf } from '../stacks/stack-store.ts';
import { withTemplateBody } from '../stacks/template-url.ts';
import type { ParameterDeclaration } from '../template/read-parameters.ts';
import type { Template } from '../template/template.ts';
import { validationError } from '../template/validation-error.ts';
import { asCapability } from './describe-stacks.ts';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html
 */
export function templates({
  store,
  backends,
}: CloudFormation): Pick<CloudFormationHandlers, 'GetTemplate' | 'GetTemplateSummary' | 'ValidateTemplate'> {
  return {
    GetTemplate: async ({ StackName, ChangeSetName }, context) => {
      const body =
        ChangeSetName === undefined
          ? (await store.get(scopeOf(context), StackName)).templateBody
          : await changeSetTemplate(store, scopeOf(context), ChangeSetName, StackName);
      return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
    },

    ValidateTemplate: async (input, context) => {
      const request = await withTemplateBody(backends, input, context);
      const template = await readCheckedTemplate(templateBody(request));
      return {
        ...(template.description !== undefined && { Description: template.description }),
        Parameters: [...template.parameters.values()].map((one) => ({
          ParameterKey: one.name,
          ...(one.default !== undefined && { DefaultValue: one.default }),
          NoEcho: one.noEcho,
          ...(one.description !== undefined && { Description: one.description }),
        })),
        ...capabilitiesOf(template),
      };
    },

    GetTemplateSummary: async (input, context) => {
      if (input.StackSetName !== undefined) throw validationError('Stack sets are not supported.');
      const stack =
        input.StackName === undefined ? undefined : await store.get(scopeOf(context), input.StackName);
      if (stack?.status === 'REVIEW_IN_PROGRESS')
        throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
      const request = await withTemplateBody(backends, input, context);
      const template = await readCheckedTemplate(stack?.templateBody ?? templateBody(request));
      const types = new Set([...template.resources.values()].map((one) => one.type));
      return {
        Parameters: [...template.parameters.values()].map(summarizeParameter),
        ...(template.description !== undefined && { Description: template.description }),
        ...capabilitiesOf(template),
        ResourceTypes: [...types],
        ...(template.formatVersion !== undefined && { Version: template.formatVersion }),
        ...(template.metadata !== undefined && { Metadata: JSON.stringify(template.metadata) }),
        ResourceIdentifierSummaries: [...types].map((type) => ({
          ResourceType: type,
          LogicalResourceIds: [...template.resources.values()]
            .filter((one) => one.type === type)
            .map((one) => one.logicalId),
        })),
      };
    },
  };
}

async function changeSetTemplate(store: StackStore, scope: Scope, name: string, stackName?: string) {
  if (stackName === undefined && uuidOf(name) === undefined)
    throw validationError('StackName is a required parameter.');
  return (await findChangeSet(store, scope, name, stackName)).value.settings.templateBody;
}

function capabilitiesOf(template: Template) {
  const { capability, reason } = requiredCapabilities(template);
  return capability === undefined
    ? {}
    : {
        Capabilities: asCapability(capability),
        ...(reason !== undefined && { CapabilitiesReason: reason }),
      };
}

function summarizeParameter(parameter: ParameterDeclaration) {
  return {
    ParameterKey: parameter.name,
    ...(parameter.default !== undefined && { DefaultValue: parameter.default }),
    ParameterType: parameter.type,
    NoEcho: parameter.noEcho,
    ...(parameter.description !== undefined && { Description: parameter.description }),
    ParameterConstraints:
      parameter.allowedValues === undefined ? {} : { AllowedValues: [...parameter.allowedValues] },
  };
}
