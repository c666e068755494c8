import type { Target } from '@aws-sdk/client-eventbridge';
import { parseArn } from '../../identity/arn.ts';
import { type RuleAddress, ruleAddress, ruleId } from './addresses.ts';
import { parseJsonPath } from './delivery/json-path.ts';
import { TARGET_SERVICES } from './delivery/targets.ts';
import { limitExceeded, ruleDoesNotExist, validation } from './errors.ts';
import type { EventBridgeHandlers, EventBridgeParts } from './operations.ts';
import { pageOf } from './pages.ts';
import { rules, type TargetRecord } from './records.ts';
import { requireRule } from './rules.ts';

/** "Targets per rule: 5" */
const MAXIMUM_TARGETS = 5;

/** Members of targets that belong to services that are not offered as targets. */
const NOT_OFFERED = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
] as const;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html and its neighbours. */
export function targetHandlers({
  store,
}: EventBridgeParts): EventBridgeHandlers<'PutTargets' | 'RemoveTargets' | 'ListTargetsByRule'> {
  const collection = store.collection(rules);
  const change = async (address: RuleAddress, changed: (targets: TargetRecord[]) => TargetRecord[]) => {
    await requireRule(store, address);
    const updated = await collection.update(address, ruleId(address), (rule) => ({
      ...rule,
      targets: changed(rule.targets),
    }));
    if (!updated) throw ruleDoesNotExist(address.ruleName, address.busName);
  };
  return {
    /** Targets of the same ids are replaced. */
    async PutTargets(input, context) {
      const added = (input.Targets ?? []).map(targetRecord);
      await change(ruleAddress(input.Rule, input.EventBusName, context), (present) => {
        const targets = new Map([...present, ...added].map((target) => [target.id, target]));
        if (targets.size > MAXIMUM_TARGETS) {
          throw limitExceeded('The requested resource exceeds the maximum number allowed.');
        }
        return [...targets.values()];
      });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    async RemoveTargets(input, context) {
      const removed = new Set(input.Ids);
      await change(ruleAddress(input.Rule, input.EventBusName, context), (present) =>
        present.filter(({ id }) => !removed.has(id)),
      );
      return { FailedEntryCount: 0, FailedEntries: [] };
    },

    async ListTargetsByRule(input, context) {
      const rule = await requireRule(store, ruleAddress(input.Rule, input.EventBusName, context));
      const sorted = [...rule.targets].sort((one, other) => (one.id < other.id ? -1 : 1));
      const { page, NextToken } = pageOf(sorted, input, ({ id }) => id);
      return { Targets: page.map(targetView), ...(NextToken !== undefined && { NextToken }) };
    },
  };
}

/** Throws ValidationException. */
function targetRecord(target: Target): TargetRecord {
  const { Id: id = '', Arn: arn = '', RoleArn: roleArn } = target;
  const service = TARGET_SERVICES.get(parseArn(arn)?.service ?? '');
  if (parseArn(arn) === undefined) {
    throw validation(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  const other = NOT_OFFERED.find((name) => target[name] !== undefined);
  if (!service || other) {
    throw validation(
      `The target ${id} is not offered here: targets are Lambda functions, SQS queues, SNS topics and state machines.`,
    );
  }
  if (service.needsRole && roleArn === undefined) throw validation(`RoleArn is required for target ${arn}.`);
  requireOneInput(target);
  const { Input, InputPath, InputTransformer, SqsParameters, DeadLetterConfig, RetryPolicy } = target;
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = RetryPolicy ?? {};
  return {
    id,
    arn,
    ...(roleArn !== undefined && { roleArn }),
    ...(Input !== undefined && { input: Input }),
    ...(InputPath !== undefined && { inputPath: InputPath }),
    ...(InputTransformer !== undefined && {
      inputTransformer: {
        inputPathsMap: { ...InputTransformer.InputPathsMap },
        inputTemplate: InputTransformer.InputTemplate ?? '',
      },
    }),
    ...(SqsParameters?.MessageGroupId !== undefined && { messageGroupId: SqsParameters.MessageGroupId }),
    ...(DeadLetterConfig?.Arn !== undefined && { deadLetterArn: deadLetterQueue(DeadLetterConfig.Arn) }),
    ...(RetryPolicy !== undefined && {
      retryPolicy: {
        ...(attempts !== undefined && { maximumRetryAttempts: attempts }),
        ...(age !== undefined && { maximumEventAgeInSeconds: age }),
      },
    }),
  };
}

function requireOneInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined && !isJson(Input)) throw validation(`JSON syntax error in input for target ${Id}.`);
  const paths =
    InputPath === undefined
      ? Object.entries(InputTransformer?.InputPathsMap ?? {})
      : [['InputPath', InputPath]];
  for (const [name, path = ''] of paths) {
    if (parseJsonPath(path) === undefined) throw validation(`Invalid ${name} for target ${Id}: ${path}.`);
    if (name?.toLowerCase().startsWith('aws'))
      throw validation(`InputPathsMap for target ${Id} contains reserved variables.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function deadLetterQueue(arn: string): string {
  if (parseArn(arn)?.service === 'sqs') return arn;
  throw validation(`Parameter DeadLetterConfig is not valid. Reason: ${arn} is not the ARN of an SQS queue.`);
}

function targetView(target: TargetRecord): Target {
  const { inputTransformer, retryPolicy } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.roleArn !== undefined && { RoleArn: target.roleArn }),
    ...(target.input !== undefined && { Input: target.input }),
    ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
    ...(inputTransformer && {
      InputTransformer: {
        InputPathsMap: inputTransformer.inputPathsMap,
        InputTemplate: inputTransformer.inputTemplate,
      },
    }),
    ...(target.messageGroupId !== undefined && { SqsParameters: { MessageGroupId: target.messageGroupId } }),
    ...(target.deadLetterArn !== undefined && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    ...(retryPolicy && {
      RetryPolicy: {
        ...(retryPolicy.maximumRetryAttempts !== undefined && {
          MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
        }),
        ...(retryPolicy.maximumEventAgeInSeconds !== undefined && {
          MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
        }),
      },
    }),
  };
}
