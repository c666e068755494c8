import type { Lambda } from '@aws-sdk/client-lambda';
import type { Backends } from '../../backends/backend.ts';
import type { Clock } from '../../clock.ts';
import type { Lambda as LambdaRuntime } from '../../lambda/lambda.ts';
import type { ClientOperations, Handler } from '../../protocols/service.ts';
import type { Store } from '../../store/store.ts';

/** Every operation of Lambda 2015-03-31 with the input and output types of the official client. */
export type LambdaOperations = ClientOperations<Lambda>;

/** Handlers for the named operations: what one family of operations gives to the service. */
export type LambdaHandlers<Names extends keyof LambdaOperations> = {
  [Name in Names]: Handler<LambdaOperations[Name]['input'], LambdaOperations[Name]['output']>;
};

/** What the operations work with. */
export interface LambdaServiceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Where code is that requests name by its place in S3. */
  readonly backends: Backends;
  readonly lambda: Pick<LambdaRuntime, 'invoker' | 'code' | 'downloads' | 'runtimes' | 'limits'>;
}
