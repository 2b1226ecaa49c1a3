// A real authorization server at X's addresses: PKCE is required, refresh tokens are for one use, and using one twice
// ends all that came from it. Called with the folder of its packages; prints its address and ends with its input.
import { createServer } from 'node:http';

const { default: Provider } = await import(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`);
const SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'];

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'real-client',
    client_secret: 'real-secret-of-the-app',
    application_type: 'native',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'],
  }],
  scopes: SCOPES,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client, code) => code.scopes.has('offline.access'),
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  cookies: { keys: ['for tests only'] },
  routes: { authorization: '/i/oauth2/authorize', token: '/2/oauth2/token', revocation: '/2/oauth2/revoke' },
  ttl: { AccessToken: 7200, AuthorizationCode: 30, RefreshToken: 86400, Grant: 86400, Interaction: 600, Session: 600 },
});

const refreshes = { asked: 0 };
provider.use(async (ctx, next) => {
  if (ctx.path === '/2/users/me') {
    const token = await provider.AccessToken.find((ctx.get('authorization') || '').replace(/^Bearer /, ''));
    ctx.status = token && token.isValid ? 200 : 401;
    ctx.body = ctx.status === 200
      ? { data: { id: '42', name: 'Real Person', username: token.accountId } }
      : { title: 'Unauthorized', status: 401, detail: 'Unauthorized' };
    return;
  }
  if (ctx.path === '/asked') {
    ctx.body = refreshes;
    return;
  }
  await next();
  if (ctx.oidc?.params?.grant_type === 'refresh_token') refreshes.asked += 1;
});

server.on('request', provider.callback());
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
console.log(`listening on ${issuer}`);
