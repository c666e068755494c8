import { integer, list, map, object, string, type ValueOf } from '../property-type.ts';

const NO_TARGET = 'targets are Lambda functions, SQS queues, SNS topics and state machines.';
const notOffered = { type: object({}), unsupported: NO_TARGET } as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-rule-target.html */
export const ruleTargets = list(
  object({
    AppSyncParameters: notOffered,
    Arn: { type: string, required: true },
    BatchParameters: notOffered,
    DeadLetterConfig: { type: object({ Arn: { type: string } }) },
    EcsParameters: notOffered,
    HttpParameters: notOffered,
    Id: { type: string, required: true },
    Input: { type: string },
    InputPath: { type: string },
    InputTransformer: {
      type: object({
        InputPathsMap: { type: map(string) },
        InputTemplate: { type: string, required: true },
      }),
    },
    KinesisParameters: notOffered,
    RedshiftDataParameters: notOffered,
    RetryPolicy: {
      type: object({ MaximumEventAgeInSeconds: { type: integer }, MaximumRetryAttempts: { type: integer } }),
    },
    RoleArn: { type: string },
    RunCommandParameters: notOffered,
    SageMakerPipelineParameters: notOffered,
    SqsParameters: { type: object({ MessageGroupId: { type: string, required: true } }) },
  }),
);

/** Targets as PutTargets takes them: without what is not offered, which no template that is read can have. */
export function targetsOf(targets: ValueOf<typeof ruleTargets>) {
  return targets.map((target) => ({
    Arn: target.Arn,
    Id: target.Id,
    ...(target.DeadLetterConfig && { DeadLetterConfig: target.DeadLetterConfig }),
    ...(target.Input !== undefined && { Input: target.Input }),
    ...(target.InputPath !== undefined && { InputPath: target.InputPath }),
    ...(target.InputTransformer && { InputTransformer: target.InputTransformer }),
    ...(target.RetryPolicy && { RetryPolicy: target.RetryPolicy }),
    ...(target.RoleArn !== undefined && { RoleArn: target.RoleArn }),
    ...(target.SqsParameters && { SqsParameters: target.SqsParameters }),
  }));
}
