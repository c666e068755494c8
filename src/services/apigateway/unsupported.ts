import { unsupported } from '../../protocols/service.ts';
import type { Family, OperationName } from './gateway.ts';

/** One reason for each of some operations. */
function allUnsupported<Names extends OperationName>(reason: string, names: readonly Names[]): Family<Names> {
  const entries = names.map((name) => [name, unsupported(reason)]);
  // One entry for each of the names, and nothing else.
  return Object.fromEntries(entries) as Family<Names>;
}

/** The operations that are not offered, by what they are about. */
export const unsupportedOperations = {
  ...allUnsupported('generated SDKs are not offered yet', ['GetSdk', 'GetSdkType', 'GetSdkTypes']),
};
