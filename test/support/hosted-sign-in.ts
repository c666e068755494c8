/** Signs in at a user pool's page as a browser does; gives where that leads to at the end, which is not asked for. */
export async function signInAtPage(address: string, username: string, password: string): Promise<URL> {
  const { origin } = new URL(address);
  const cookies = new Map<string, string>();
  const send = async (url: string, form?: URLSearchParams) => {
    const response = await fetch(new URL(url, origin), {
      ...{ redirect: 'manual', headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } },
      ...(form && { method: 'POST', body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=') ?? [];
      cookies.set(name, value);
    }
    return { location: response.headers.get('location') ?? '', text: await response.text() };
  };
  const { location: login } = await send(address);
  const page = await send(login);
  const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const { location, text } = await send(login, new URLSearchParams({ _csrf: token, username, password }));
  if (location === '') throw new Error(/<p role="alert">([^<]*)/.exec(text)?.[1] ?? text);
  return new URL(location, origin);
}
