import CircleAlert from 'lucide-react-native/icons/circle-alert';
import ServerOff from 'lucide-react-native/icons/server-off';
import UserX from 'lucide-react-native/icons/user-x';
import WifiOff from 'lucide-react-native/icons/wifi-off';
import Hourglass from 'lucide-react-native/icons/hourglass';
import { useTranslation } from 'react-i18next';
import { Banner } from '@/components/ui/Banner';
import type { IconShape } from '@/components/ui/Icon';
import type { SignInProblem } from '@/session/auth-api';

/** What stood in the way, other than the words typed. */
export type AuthProblem = Exclude<SignInProblem, 'wrong_credentials'>;

const icons: Record<AuthProblem, IconShape> = {
  no_network: WifiOff,
  server_down: ServerOff,
  rate_limited: Hourglass,
  blocked: UserX,
  unknown: CircleAlert,
};

export function ProblemBanner({ problem }: { problem: AuthProblem }) {
  const { t } = useTranslation('auth');
  const silent = problem === 'no_network' || problem === 'rate_limited';
  return (
    <Banner
      tone={silent ? 'warn' : 'danger'}
      icon={icons[problem]}
      title={t(`problem.${problem}.title`)}
      text={t(`problem.${problem}.text`)}
    />
  );
}
