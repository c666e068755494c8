export interface ServiceSchema {
  readonly name: string;
}
