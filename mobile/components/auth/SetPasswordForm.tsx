import { useRef, useState } from 'react';
import { StyleSheet, View, type TextInput } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Field } from '@/components/ui/Field';
import type { SetPasswordProblem } from '@/session/auth-api';
import { useSession } from '@/session/SessionProvider';
import { space } from '@/theme/tokens';
import { ProblemBanner } from './ProblemBanner';
import { clock, useWait } from './use-wait';

/** What the backend accepts. It checks again; here a person learns it before sending. */
export const PASSWORD_LENGTH = { min: 8, max: 128 };

type Fault = 'tooShort' | 'tooLong' | 'differs';

/** What is wrong with the two fields, the first thing first. */
export function passwordFault(password: string, repeat: string): Fault | null {
  if (password.length < PASSWORD_LENGTH.min) return 'tooShort';
  if (password.length > PASSWORD_LENGTH.max) return 'tooLong';
  return password === repeat ? null : 'differs';
}

/** Seconds, where the server asks for patience without saying how long. */
const DEFAULT_WAIT = 30;

export interface SetPasswordFormProps {
  token: string;
  onDone: () => void;
  /** The link was used, is too old, or was never ours. */
  onLinkInvalid: () => void;
}

export function SetPasswordForm({ token, onDone, onLinkInvalid }: SetPasswordFormProps) {
  const { t } = useTranslation('auth');
  const { setPassword } = useSession();
  const [password, setNew] = useState('');
  const [repeat, setRepeat] = useState('');
  // Nothing is said to be wrong before the person has tried.
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<SetPasswordProblem | null>(null);
  const wait = useWait();
  const second = useRef<TextInput>(null);
  const fault = passwordFault(password, repeat);

  const send = async () => {
    setTried(true);
    if (sending || wait.left > 0 || fault !== null) return;
    setProblem(null);
    setSending(true);
    const result = await setPassword(token, password);
    setSending(false);
    if (result.ok) return onDone();
    if (result.problem === 'link_invalid') return onLinkInvalid();
    setProblem(result.problem);
    if (result.problem === 'rate_limited') wait.begin(result.retryAfter ?? DEFAULT_WAIT);
  };
  const firstError = () => {
    if (problem === 'password_refused') return t('setPassword.refused');
    if (!tried || fault === null || fault === 'differs') return undefined;
    return t(`setPassword.${fault}`, PASSWORD_LENGTH);
  };

  return (
    <View style={styles.form}>
      <Field
        secret
        label={t('setPassword.password')}
        hint={t('setPassword.hint', PASSWORD_LENGTH)}
        value={password}
        onChangeText={(text) => {
          setNew(text);
          if (problem === 'password_refused') setProblem(null);
        }}
        autoComplete="new-password"
        textContentType="newPassword"
        autoCapitalize="none"
        enterKeyHint="next"
        onSubmitEditing={() => second.current?.focus()}
        error={firstError()}
      />
      <Field
        ref={second}
        secret
        label={t('setPassword.repeat')}
        value={repeat}
        onChangeText={setRepeat}
        autoComplete="new-password"
        textContentType="newPassword"
        autoCapitalize="none"
        enterKeyHint="go"
        onSubmitEditing={() => void send()}
        error={tried && fault === 'differs' ? t('setPassword.differs') : undefined}
      />
      {problem !== null && problem !== 'password_refused' && problem !== 'link_invalid' && (
        <ProblemBanner problem={problem} />
      )}
      <Button
        label={t('setPassword.submit')}
        onPress={() => void send()}
        busy={sending}
        disabledReason={wait.left > 0 ? t('signIn.wait', { time: clock(wait.left) }) : undefined}
      />
    </View>
  );
}

const styles = StyleSheet.create({ form: { gap: space.xl } });
