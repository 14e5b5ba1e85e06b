import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { space } from '@/theme/tokens';
import { Button } from './Button';
import { Card } from './Card';
import { Icon } from './Icon';
import { Text } from './Text';

export interface ErrorStateProps {
  /** What happened. */
  title: string;
  /** What is safe, and what to do; several sentences stand each on a line of its own. */
  text: string | readonly string[];
  onRetry?: () => void;
  retrying?: boolean;
  retryLabel?: string;
}

/** A part of the screen that could not be shown, in words, with a way to try again. */
export function ErrorState({
  title,
  text,
  onRetry,
  retrying = false,
  retryLabel,
}: ErrorStateProps) {
  const { t } = useTranslation('common');
  return (
    <Card role="alert" style={styles.card}>
      <Icon as={TriangleAlert} size={22} tone="danger" />
      <View style={styles.words}>
        <Text variant="empty" heading={2}>
          {title}
        </Text>
        {[text].flat().map((line) => (
          <Text key={line} tone="ink2">
            {line}
          </Text>
        ))}
      </View>
      {onRetry && (
        <Button
          kind="secondary"
          size="inPlace"
          icon={RefreshCw}
          label={retryLabel ?? t('retry')}
          onPress={onRetry}
          busy={retrying}
        />
      )}
    </Card>
  );
}

const styles = StyleSheet.create({
  card: { padding: space.xl + space.xs, gap: space.l },
  words: { gap: space.xs },
});
