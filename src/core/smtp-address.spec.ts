import { parseSmtpAddress } from './smtp-address.js';

describe('core/smtp-address', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, signIn: null }],
    ['smtps://mail.example.com/', { host: 'mail.example.com', port: 465, secure: true, signIn: null }],
    [
      'smtp://me%40example.com:p%2Fw%3A@mail.example.com:2525',
      {
        host: 'mail.example.com',
        port: 2525,
        secure: false,
        signIn: { user: 'me@example.com', password: 'p/w:' },
      },
    ],
    ['smtp://[::1]:25', { host: '::1', port: 25, secure: false, signIn: null }],
  ])('reads %s', (text, expected) => expect(parseSmtpAddress(text)).toEqual(expected));

  it.each([
    'http://mail.example.com',
    'smtp://',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?tls.rejectUnauthorized=false',
    'smtp://mail.example.com#x',
    'smtp://mail.example.com:0',
    'smtp://:word@mail.example.com',
    'smtp://a%0d%0aRSET:b@mail.example.com',
    'smtp://%zz:b@mail.example.com',
    'mail.example.com',
  ])('refuses %s', text => expect(parseSmtpAddress(text)).toBeNull());
});
