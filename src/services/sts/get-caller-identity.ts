import type { StsHandlers } from './operations.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentityHandler: StsHandlers<'GetCallerIdentity'> = {
  async GetCallerIdentity(_input, { caller }) {
    const { userId, account, arn } = caller.principal;
    return { UserId: userId, Account: account, Arn: arn };
  },
};
