import { functionArn } from '../../lambda/function-arn.ts';
import { LATEST } from '../../lambda/function-version.ts';
import { invalidParameter } from './errors.ts';
import { unqualifiedFunction } from './function-name.ts';
import { functionCollection, requireFunction, updateFunction } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';

type Names = 'PutFunctionConcurrency' | 'GetFunctionConcurrency' | 'DeleteFunctionConcurrency';

/** Reserved concurrency. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export function concurrencyHandlers({ store, lambda }: LambdaServiceDependencies): LambdaHandlers<Names> {
  const collection = functionCollection(store);
  return {
    async PutFunctionConcurrency(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const reserved = input.ReservedConcurrentExecutions ?? 0;
      // Recorded: the ARN in the message has $LATEST.
      const latest = { ...named, arn: functionArn(named, LATEST) };
      await requireFunction(collection, latest);
      const { accountConcurrency, minimumUnreservedConcurrency } = lambda.limits;
      const others = (await collection.list(context))
        .filter(({ id }) => id !== named.functionName)
        .reduce((sum, { value }) => sum + (value.reservedConcurrency ?? 0), 0);
      if (accountConcurrency - others - reserved < minimumUnreservedConcurrency) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimumUnreservedConcurrency}].`,
        );
      }
      await updateFunction(collection, latest, (record) => ({ ...record, reservedConcurrency: reserved }));
      return { ReservedConcurrentExecutions: reserved };
    },

    async GetFunctionConcurrency(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      const { reservedConcurrency } = await requireFunction(collection, named);
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },

    async DeleteFunctionConcurrency(input, context) {
      const named = unqualifiedFunction(input.FunctionName, context);
      await updateFunction(collection, named, ({ reservedConcurrency: _reserved, ...record }) => record);
      return {};
    },
  };
}
