import { accessKeys } from '../../identity/records.ts';
import type { Store } from '../../store/store.ts';
import { accessKeyUnknown } from './errors.ts';
import type { StsHandlers } from './operations.ts';

/**
 * The account of a long-term access key of any account here. Temporary keys are nowhere recorded.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
export function getAccessKeyInfoHandler(store: Store): StsHandlers<'GetAccessKeyInfo'> {
  const keys = store.collection(accessKeys);
  return {
    async GetAccessKeyInfo(input) {
      const [key] = await keys.find(input.AccessKeyId ?? '');
      if (key === undefined) throw accessKeyUnknown();
      return { Account: key.scope.account };
    },
  };
}
