import type { CollectionDefinition, Store } from './store.ts';

/** Gives the store of the test that runs. */
export type Given = () => Store;

/** The documents that the contract's tests write. */
export interface Note {
  text: string;
  count?: number;
}

export const notes: CollectionDefinition<Note> = { name: 'contract-notes', version: 1 };
export const home = { account: '111111111111', region: 'eu-west-1' };
export const away = { account: '222222222222', region: 'eu-west-1' };
export const elsewhere = { account: '111111111111', region: 'us-east-1' };
