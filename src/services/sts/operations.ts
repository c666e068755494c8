import type { STS } from '@aws-sdk/client-sts';
import type { ClientOperations, Handler } from '../../protocols/service.ts';

/** Every operation of STS 2011-06-15 with the input and output types of the official client. */
export type StsOperations = ClientOperations<STS>;

/** Handlers for the named operations. */
export type StsHandlers<Names extends keyof StsOperations> = {
  [Name in Names]: Handler<StsOperations[Name]['input'], StsOperations[Name]['output']>;
};
