import { describe, expect, it } from 'vitest';
import { parseApiUrl } from '../../../../src/forges/github/api-url.ts';

describe('parseApiUrl', () => {
  it.each([
    [undefined, 'https://api.github.com'],
    ['', 'https://api.github.com'],
    ['  ', 'https://api.github.com'],
    ['https://api.github.com/', 'https://api.github.com'],
    ['https://ghe.example.org/api/v3/', 'https://ghe.example.org/api/v3'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.9.9.9/x//', 'http://127.9.9.9/x'],
    ['http://[::1]:80/', 'http://[::1]'],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('takes %j', (text, url) => expect(parseApiUrl(text)).toBe(url));

  it.each([
    ['http://api.github.com', 'GITHUB_API_URL would send the token unencrypted to api.github.com.'],
    ['http://127.0.0.1.evil.example', expect.stringContaining('unencrypted')],
    ['http://localhost.evil.example', expect.stringContaining('unencrypted')],
    ['http://10.0.0.1', expect.stringContaining('unencrypted')],
    ['ftp://api.github.com', 'GITHUB_API_URL is not https.'],
    ['api.github.com', 'GITHUB_API_URL is not an address.'],
    ['https://u:secret@api.github.com', 'GITHUB_API_URL holds a user name or password.'],
    ['https://secret@api.github.com', 'GITHUB_API_URL holds a user name or password.'],
    ['https://api.github.com/?q', 'GITHUB_API_URL holds a query or fragment.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseApiUrl(text)).toThrow(
      expect.objectContaining({ code: 'config', message, hint: expect.stringContaining('https') }),
    );
  });
});
