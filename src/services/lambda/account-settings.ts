import { functionCollection } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';
import { allVersions } from './versions.ts';

/** Bytes: what AWS allows by default. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TOTAL_CODE_SIZE = 75 * 1024 ** 3;
const ZIPPED_CODE_SIZE = 50 * 1024 ** 2;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export function accountSettingsHandlers({
  store,
  lambda,
}: LambdaServiceDependencies): LambdaHandlers<'GetAccountSettings'> {
  const collection = functionCollection(store);
  return {
    async GetAccountSettings(_input, context) {
      const records = (await collection.list(context)).map(({ value }) => value);
      const reserved = records.reduce((sum, record) => sum + (record.reservedConcurrency ?? 0), 0);
      const codeSize = records
        .flatMap((record) => allVersions(record))
        .reduce((sum, version) => sum + version.codeSize, 0);
      return {
        AccountLimit: {
          TotalCodeSize: TOTAL_CODE_SIZE,
          CodeSizeUnzipped: lambda.limits.unpackedCode,
          CodeSizeZipped: ZIPPED_CODE_SIZE,
          ConcurrentExecutions: lambda.limits.accountConcurrency,
          UnreservedConcurrentExecutions: lambda.limits.accountConcurrency - reserved,
        },
        AccountUsage: { TotalCodeSize: codeSize, FunctionCount: records.length },
      };
    },
  };
}
