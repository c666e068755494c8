import type { IAM } from '@aws-sdk/client-iam';
import type { ClientOperations, Handler } from '../../protocols/service.ts';

/** Every operation of IAM 2010-05-08 with the input and output types of the official client. */
export type IamOperations = ClientOperations<IAM>;

/** Handlers for the named operations: what one family of operations gives to the service. */
export type IamHandlers<Names extends keyof IamOperations> = {
  [Name in Names]: Handler<IamOperations[Name]['input'], IamOperations[Name]['output']>;
};
