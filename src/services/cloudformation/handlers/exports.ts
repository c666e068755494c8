import { type CloudFormation, type CloudFormationHandlers, scopeOf } from '../stacks/cloudformation.ts';
import { validationError } from '../template/validation-error.ts';
import { pageOf } from './page.ts';

const PAGE_SIZE = 100;

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html
 */
export function exportsAndImports({
  store,
}: CloudFormation): Pick<CloudFormationHandlers, 'ListExports' | 'ListImports'> {
  return {
    ListExports: async ({ NextToken }, context) => {
      const { items, ...next } = pageOf(await store.exports.list(scopeOf(context)), NextToken, PAGE_SIZE);
      const Exports = items.map(({ value: { exportingStackId, name, value } }) => ({
        ExportingStackId: exportingStackId,
        Name: name,
        Value: value,
      }));
      return { Exports, ...next };
    },

    ListImports: async ({ ExportName: name = '', NextToken }, context) => {
      const importers = await store.importersOf(scopeOf(context), name);
      if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
      const { items, ...next } = pageOf(importers, NextToken, PAGE_SIZE);
      return { Imports: items, ...next };
    },
  };
}
