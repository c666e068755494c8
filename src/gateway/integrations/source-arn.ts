import { formatArn } from '../../identity/arn.ts';
import type { StageFacts } from '../compile/stage-facts.ts';

/** The method on whose behalf API Gateway calls another service. */
export interface CallingMethod {
  readonly stage: Pick<StageFacts, 'scope' | 'apiId' | 'stageName'>;
  readonly resourcePath: string;
  /** As configured: an HTTP method in upper case, or `ANY`. */
  readonly httpMethod: string;
}

/**
 * The ARN of the method for `aws:SourceArn`, with `ANY` where that is the method configured: execution logs of API
 * Gateway show `X-Amz-Source-Arn=arn:aws:execute-api:us-west-2:919586034543:oo8kadh853/Test/ANY/{resource+}`.
 */
export function sourceArnOf({ stage, httpMethod, resourcePath }: CallingMethod): string {
  const { region, account } = stage.scope;
  return formatArn(
    'execute-api',
    region,
    account,
    `${stage.apiId}/${stage.stageName}/${httpMethod}${resourcePath}`,
  );
}
