import { zodResolver } from '@hookform/resolvers/zod';
import { useRef, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { StyleSheet, View, type TextInput } from 'react-native';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import { useSession } from '@/session/SessionProvider';
import type { SignInProblem } from '@/session/auth-api';
import { useLayout } from '@/theme/layout';
import { space } from '@/theme/tokens';
import { DemoAccounts } from './DemoAccounts';
import { ForgotPassword } from './ForgotPassword';
import { ProblemBanner } from './ProblemBanner';
import { clock, useWait } from './use-wait';

const signInSchema = z.object({
  email: z.string().trim().pipe(z.email()),
  password: z.string().min(1),
});
type Credentials = z.infer<typeof signInSchema>;

/** Seconds, where the server asks for patience without saying how long. */
const DEFAULT_WAIT = 30;

export interface SignInFormProps {
  demo: { emails: readonly string[]; password: string } | null;
}

/** Email and password. The session itself moves the app on when it is signed in. */
export function SignInForm({ demo }: SignInFormProps) {
  const { t } = useTranslation('auth');
  const { signIn } = useSession();
  const wide = useLayout() === 'desktop';
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const wait = useWait();
  const password = useRef<TextInput>(null);
  const form = useForm({
    resolver: zodResolver(signInSchema),
    defaultValues: { email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = async (credentials: Credentials) => {
    setProblem(null);
    const result = await signIn(credentials.email, credentials.password);
    if (result.ok) return;
    setProblem(result.problem);
    if (result.problem === 'rate_limited') wait.begin(result.retryAfter ?? DEFAULT_WAIT);
    if (result.problem === 'wrong_credentials') password.current?.focus();
  };
  const send = () => {
    if (wait.left === 0 && !isSubmitting) void form.handleSubmit(submit)();
  };

  return (
    <View style={[styles.form, !wide && styles.fill]}>
      <View style={styles.fields}>
        <Controller
          control={form.control}
          name="email"
          render={({ field }) => (
            <Field
              label={t('signIn.email')}
              value={field.value}
              onChangeText={field.onChange}
              onBlur={field.onBlur}
              inputMode="email"
              autoComplete="username"
              textContentType="username"
              autoCapitalize="none"
              autoCorrect={false}
              spellCheck={false}
              enterKeyHint="next"
              onSubmitEditing={() => password.current?.focus()}
              error={
                errors.email &&
                t(field.value.trim() === '' ? 'signIn.emailNeeded' : 'signIn.emailShape')
              }
            />
          )}
        />
        <Controller
          control={form.control}
          name="password"
          render={({ field }) => (
            <Field
              ref={password}
              secret
              label={t('signIn.password')}
              value={field.value}
              onChangeText={(text) => {
                field.onChange(text);
                if (problem === 'wrong_credentials') setProblem(null);
              }}
              onBlur={field.onBlur}
              autoComplete="current-password"
              textContentType="password"
              autoCapitalize="none"
              enterKeyHint="go"
              onSubmitEditing={send}
              error={
                errors.password
                  ? t('signIn.passwordNeeded')
                  : problem === 'wrong_credentials'
                    ? t('signIn.wrongCredentials')
                    : undefined
              }
            />
          )}
        />
      </View>
      {problem !== null && problem !== 'wrong_credentials' && <ProblemBanner problem={problem} />}
      <View style={styles.buttons}>
        <Button
          label={t('signIn.submit')}
          onPress={send}
          busy={isSubmitting}
          disabledReason={wait.left > 0 ? t('signIn.wait', { time: clock(wait.left) }) : undefined}
        />
        <ForgotPassword />
      </View>
      {demo && (
        <View style={wide ? styles.demoBelow : styles.demo}>
          <DemoAccounts
            emails={demo.emails}
            password={demo.password}
            onFill={(account) => {
              setProblem(null);
              form.reset(account);
            }}
          />
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  form: { gap: space.xl + space.xs },
  fill: { flexGrow: 1 },
  fields: { gap: space.xl },
  buttons: { gap: space.xs },
  /** At the foot of the phone's screen, apart from what is real. */
  demo: { flexGrow: 1, justifyContent: 'flex-end' },
  demoBelow: { paddingTop: space.m },
});
