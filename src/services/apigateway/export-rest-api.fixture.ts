import { openService } from './apigateway.fixture.ts';

/** A service with what exports are tried with. */
export function openExports() {
  const { call } = openService();

  async function deployed(definition: Buffer) {
    const { id: restApiId } = await call('ImportRestApi', { body: definition });
    await call('CreateDeployment', { restApiId, stageName: 'local' });
    return { restApiId, stageName: 'local' };
  }

  type Stage = Awaited<ReturnType<typeof deployed>>;

  /** The answer, and the document as text. */
  async function exported(stage: Stage, exportType: string, extensions?: string, accepts?: string) {
    const answer = await call('GetExport', {
      ...stage,
      exportType,
      accepts,
      ...(extensions === undefined ? {} : { parameters: { extensions } }),
    });
    return { ...answer, text: Buffer.from(answer.body ?? []).toString() };
  }

  const json = async (...of: Parameters<typeof exported>) => JSON.parse((await exported(...of)).text);
  return { call, deployed, exported, json };
}
